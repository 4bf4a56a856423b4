export { commands, useCommands, type Command } from './commands';
