import { text } from '../options/option-kinds.ts';
import { reportOptions } from '../options/report-options.ts';
import { type Command, defineCommand } from './command.ts';

export const listCommand: Command = defineCommand({
  command: 'list [scenario]',
  describe: 'scenarios, or everything about one',
  options: { ...reportOptions('list'), scenario: text().optional().describe('name, or path of a scenario module') },
  run: async (args) => (await import('../listing/list-scenarios.ts')).listScenarios(args),
});
