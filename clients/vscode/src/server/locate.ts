/**
 * Which executable is the server. Owns the rule that opening a folder executes nothing from it: a virtual environment
 * inside the folder is never looked into, and a relative path never means a file of the folder. Knows no editor.
 */
import { constants, accessSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";

/** Raised when there is nothing to start; the message says what happened and what to do. */
export class ServerMissing extends Error {}

export interface Surroundings {
  /** The value of PATH. */
  readonly searchPath: string;
  readonly home: string;
  readonly isExecutable: (path: string) => boolean;
}

/**
 * The absolute path of the server for the value of `nss.path`: a bare name is looked up on PATH, `~/` is the home.
 * Throws ServerMissing for a relative path, and where there is no such executable.
 */
export function locateServer(setting: string, surroundings: Surroundings = machine()): string {
  const wanted = setting.trim() || "nss";
  const path = wanted.startsWith("~/") ? join(surroundings.home, wanted.slice(2)) : wanted;
  if (isAbsolute(path)) {
    if (surroundings.isExecutable(path)) return path;
    throw new ServerMissing(`The setting nss.path names ${path}, which is not an executable file.`);
  }
  if (path.includes("/")) {
    throw new ServerMissing(`The setting nss.path is the relative path ${path}; it must be absolute, or a name on PATH.`);
  }
  // An empty or relative entry of PATH would mean the folder that happens to be open.
  for (const folder of surroundings.searchPath.split(delimiter).filter((entry) => isAbsolute(entry))) {
    const candidate = join(folder, path);
    if (surroundings.isExecutable(candidate)) return candidate;
  }
  throw new ServerMissing(`The command ${path} is not on the PATH of this editor.`);
}

function machine(): Surroundings {
  return { searchPath: process.env["PATH"] ?? "", home: homedir(), isExecutable };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // not there, or not ours to execute: both mean "look further"
  }
}
