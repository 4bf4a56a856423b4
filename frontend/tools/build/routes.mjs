// Writes src/app/route-tree.gen.ts without starting Vite, for type checks and tests.
import { Generator, getConfig } from '@tanstack/router-generator';
import { fileURLToPath } from 'node:url';
import { routing } from './routing.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
await new Generator({ config: getConfig(routing, root), root }).run();
