// `raceline/scenarios/openclaw-20769-auth`: the scenario, and what a client of one's own is made of.
export {
  AuthenticationError,
  type AuthorisedClient,
  type ClientSettings,
  callApi,
  fetchToken,
  type MakeClient,
} from '../../src/credentials/client.ts';
export { scenario } from './scenario.ts';
