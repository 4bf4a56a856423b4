/* The names that the interface uses for the contract's schemas: the one file that knows how the contract spells them. */
import type { components, paths } from './schema.gen';

type Schemas = components['schemas'];

export type { paths };

export type Problem = Schemas['ProblemDocument'];
export type Fault = Schemas['ProblemFault'];

export type Session = Schemas['SessionRead'];
export type SignIn = Schemas['SignIn'];
export type Me = Schemas['Me'];
export type MeUpdate = Schemas['MeUpdate'];
export type Permission = Schemas['Permission'];
export type Role = Schemas['Role'];
export type User = Schemas['UserRead'];
export type PasswordChange = Schemas['PasswordChange'];

export type Alert = Schemas['AlertRead'];
export type AlertReason = Alert['reason'];
export type Money = Schemas['Money-Output'];
export type CustomerLine = Schemas['CustomerLine'];
