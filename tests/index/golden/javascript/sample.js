#!/usr/bin/env node
'use strict';

/**
 * A tiny router, in the style of many small web frameworks.
 * <!--TAG:router.core-->
 */
const path = require('node:path');
const { readFile, stat: fileStat } = require('fs/promises');
const createDebug = require('debug').debug;
require('./polyfills');

import http, { STATUS_CODES as codes, createServer } from 'node:http';
import * as url from 'node:url';
import './side-effect.js';
export { format } from './format.js';
export * from './types.js';
export * as helpers from './helpers.js';

const METHODS = ['get', 'post', 'put'];
let counter = 0;
var legacy = true, other = false;

/** Joins two parts of a path. */
function join(left, right = '/') {
  return path.posix.join(left, right);
}

export default function* walk(routes) {
  for (const route of routes) {
    yield route;
    yield* walk(route.children ?? []);
  }
}

// Turns a pattern into a regular expression.
export const compile = (pattern, { strict = false } = {}) => {
  const source = pattern.replace(/:(\w+)/g, '(?<$1>[^/]+)');
  return new RegExp(strict ? `^${source}$` : `^${source}/?$`);
};

const identity = async function (value) {
  return value;
};

export class Router extends http.Server {
  #routes = [];
  static instances = 0;
  onError = (error) => {
    console.error(error.message);
  };

  /**
   * @param {object} options how to route
   */
  constructor(options) {
    super(options);
    Router.instances += 1;
    this.base = new url.URL(options.base);
  }

  get size() {
    return this.#routes.length;
  }

  /* Adds a route. */
  add(method, pattern, ...handlers) {
    const matcher = compile(pattern);
    this.#routes.push({ method, matcher, handlers });
    handlers.forEach((handler) => handler.register?.(this));
    return this;
  }

  async handle(request, response) {
    for (const { method, matcher, handlers } of this.#routes) {
      const found = matcher.exec(request.url);
      if (!found || method !== request.method.toLowerCase()) {
        continue;
      }
      try {
        for (const handler of handlers) {
          await handler(request, response, found.groups);
        }
      } catch (error) {
        this.onError(error);
        response.statusCode = 500;
        response.end(codes[500]);
      }
      return true;
    }
    return false;
  }

  static async *stream(names) {
    for await (const name of names) {
      yield readFile(join(__dirname, name));
    }
  }

  #privateHelp() {
    return this.#routes.map(identity);
  }
}

const api = {
  version: 2,
  list() {
    return METHODS.slice();
  },
  find: (name) => METHODS.indexOf(name),
  remove: function (name) {
    return this.list().filter((each) => each !== name);
  },
};

function Legacy() {
  this.reset = function () {
    counter = 0;
  };
}

Legacy.prototype.bump = function bump(by) {
  counter += by;
  return counter;
};

// Mounts an application below a path.
api.use = function use(mount, app) {
  return api.find(mount) >= 0 && app.call(null, mount);
};

exports.application = exports.app = function () {
  return Object.create(api);
};
module.exports.close = () => createDebug('close')();
exports.Router = Router;

(async () => {
  const { default: plugin } = await import('./plugin.mjs');
  plugin(createServer(), fileStat, helpers.noop());
})();
