/** Where tags stand: all of them, or one with all that refers to it. */

import type { Nss } from "../context.ts";
import { currentFolder, folderOf } from "../folders.ts";
import { request } from "../request.ts";
import { showAnswer } from "../search/answer.ts";
import { pickerSettings } from "./search.ts";

/** The argument of the server's code action. */
export interface Tagged {
  readonly tag: string;
  readonly root?: string;
}

export async function showTags(nss: Nss, given?: Tagged): Promise<void> {
  const named = folderOf(given?.root);
  const folder = named ?? (await currentFolder());
  if (folder === undefined) return;
  const { preview } = pickerSettings(folder);
  await showAnswer({
    root: folder.uri,
    preview,
    title: given === undefined ? "NSS: Tags" : `NSS: Tag ${given.tag}`,
    ask: (signal) =>
      request(nss.server, "nss/tags", { name: given?.tag ?? "", references: given !== undefined }, folder, {
        signal,
        onPartial: () => undefined,
      }),
  });
}
