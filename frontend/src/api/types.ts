/* The names that the interface uses for the contract's schemas: the one file that knows how the contract spells them. */
import type { components, paths, webhooks } from './schema.gen';

type Schemas = components['schemas'];
/** The properties that have names, without the door left open for others. */
type Known<T> = { [Name in keyof T as string extends Name ? never : Name]: T[Name] };

export type { paths };

/** Types of events, and each one's envelope with its data. */
export type EventType = keyof webhooks;
export type EventOf<Type extends EventType> = webhooks[Type]['post']['requestBody']['content']['application/json'];

/** `unreachable` is ours: no answer came. */
export type ProblemCode = Schemas['ProblemCode'] | 'unreachable';
export type Problem = Omit<Known<Schemas['Problem']>, 'code'> & { code: ProblemCode };
export type Fault = Schemas['ProblemFault'];

export type Session = Schemas['SessionRead'];
export type SignIn = Schemas['SignIn'];
export type Me = Schemas['Me'];
export type MeUpdate = Schemas['MeUpdate'];
export type Permission = Schemas['Permission'];
export type Role = Schemas['Role'];
export type User = Schemas['UserRead'];
export type PasswordChange = Schemas['PasswordChange'];

export type TeamDayMember = Schemas['TeamDayMember'];
export type TeamHelp = Schemas['TeamHelp'];
export type HelpSign = Schemas['HelpSign'];
export type MonthTargets = Schemas['MonthTargets'];
export type TargetOf = Schemas['TargetOf'];
export type TargetLine = Schemas['TargetLine'];

export type Alert = Schemas['AlertRead'];
export type AlertReason = Alert['reason'];
export type Money = Schemas['Money'];
export type CustomerLine = Schemas['CustomerLine'];

/* Codes. Their words are in src/shared/labels. */
export type Category = Schemas['Category'];
export type Grade = Schemas['Grade'];
export type IntentLevel = Schemas['IntentLevel'];
export type SourceChannel = Schemas['SourceChannel'];
export type ContactRole = Schemas['ContactRole'];
export type Verification = Schemas['Verification'];
export type NeedKind = Schemas['NeedKind'];
export type NeedState = Schemas['NeedState'];
export type Channel = Schemas['Channel'];
export type MemberKind = Schemas['MemberKind'];
export type InstalledState = Schemas['InstalledState'];
export type ZoneState = Schemas['ZoneState'];
export type PlanKind = Schemas['PlanKind'];
export type PlanState = Schemas['PlanState'];
export type ItemState = Schemas['ItemState'];
export type Method = Schemas['Method'];
export type Disposition = Schemas['Disposition'];
export type Direction = Schemas['Direction'];
export type NextStepKind = Schemas['NextStepKind'];
export type HandoffState = Schemas['HandoffState'];
export type MarketTopic = Schemas['MarketTopic'];
export type AmendmentState = Schemas['AmendmentState'];
export type Stage = Schemas['Stage'];
export type OpportunityState = Schemas['OpportunityState'];
export type LostReason = Schemas['LostReason'];
export type MilestoneKind = Schemas['MilestoneKind'];
export type MilestoneState = Schemas['MilestoneState'];
export type Criterion = Schemas['Criterion'];
export type ComplaintState = Schemas['ComplaintState'];
export type Priority = Schemas['Priority'];
export type CompensationState = Schemas['CompensationState'];
export type RootCause = Schemas['RootCause'];
export type DeadlineKind = Schemas['DeadlineKind'];
export type ImportState = Schemas['ImportState'];
export type RowState = Schemas['RowState'];
export type ExportState = Schemas['ExportState'];
export type DuplicateReason = Schemas['DuplicateReason'];
export type Scope = Me['grants'][string];
export type SatisfactionScore = keyof Schemas['Satisfaction'];
export type PreventiveState = Schemas['PreventiveState'];
export type DayKind = Schemas['DayKind'];
export type AlertSeverity = Alert['severity'];
export type ProposalAnswer = Schemas['ProposalAnswer'];
export type ImportKind = Schemas['ImportKind'];
export type ImportMode = Schemas['Mode'];
export type OnDuplicate = Schemas['OnDuplicate'];
export type OnFault = Schemas['OnFault'];
export type Fill = Schemas['Fill'];
export type DateOrder = Schemas['DateOrder'];
export type ScreeningDecision = Schemas['Decision'];
export type Signal = Schemas['Signal'];
export type Strength = Schemas['Strength'];
export type PairState = Schemas['PairState'];

/* Records as the work screens read them. */
export type PlannedContact = Schemas['PlannedContactRead'];
export type Customer = Schemas['CustomerRead'];
export type Contact = Schemas['ContactRead'];
export type Department = Schemas['DepartmentRead'];
export type CallRecord = Schemas['ContactRecordRead'];
export type CallRecordCreate = Schemas['CallRecordCreate'];
export type CallCompletion = Schemas['CallCompletion'];
export type CallCard = Schemas['CallCard'];
export type CallTime = Schemas['CallTimeRead'];
export type DialQueue = Schemas['DialQueue'];
export type SalesResults = Schemas['SalesResults'];
export type DialEntry = Schemas['DialEntry'];
export type DialGiven = Schemas['DialGiven'];
export type DialWhy = Schemas['DialWhy'];
export type DialHeld = Schemas['Held'];
export type SkipReason = Schemas['SkipReason'];
export type ContactRule = Schemas['ContactRule'];
export type Duty = Schemas['DutyRead'];
export type DutyBreach = Schemas['BreachRead'];
export type CareDuty = Schemas['CareDutyRead'];
export type CareHeld = Schemas['CareHeld'];
export type CareItem = Schemas['CareItem'];
export type CareOccasion = Schemas['CareOccasion'];
export type CareProgramme = Schemas['CareProgramme'];
export type Occasion = Schemas['Occasion'];
export type Coverage = Schemas['DutyCoverage'];
export type CoverageRow = Schemas['CoverageRow'];
export type CoverageBy = Schemas['CoverageBy'];
export type CoverageDay = Schemas['CoverageDay'];
export type ExecutiveCoverage = Schemas['ExecutiveCoverage'];
export type DutyPreview = Schemas['DutyPreview'];
export type DutyPreviewRead = Schemas['DutyPreviewRead'];
export type Opportunity = Schemas['OpportunityRead'];

/* The customer screens. */
export type CustomerUpdate = Schemas['CustomerUpdate'];
export type CustomerCreate = Schemas['CustomerCreate'];
export type CustomersFilter = Schemas['CustomersFilter'];
export type CustomersSearch = Schemas['CustomersSearch'];
export type CustomersSortKey = Schemas['CustomersSortKey'];
export type CustomerSums = Schemas['CustomerSums'];
export type SavedView = Schemas['ViewRead'];
export type ViewCondition = Schemas['ViewCondition'];
export type Operator = Schemas['Op'];
export type Sharing = Schemas['Sharing'];
export type Export = Schemas['ExportRead'];
export type ExportFormat = Schemas['ExportFormat'];
export type ExportColumnKey = Schemas['ExportCreate']['columns'][number];
export type ItemResult = Schemas['ItemResult'];
export type Need = Schemas['NeedRead'];
export type ProductInterest = Schemas['InterestRead'];
export type Order = Schemas['OrderRead'];
export type InstalledProduct = Schemas['InstalledRead'];
export type Member = Schemas['MemberRead'];
export type OptOut = Schemas['OptOutRead'];
export type Consent = Schemas['ConsentRead'];
export type Transfer = Schemas['TransferRead'];
export type Complaint = Schemas['ComplaintRead'];
export type TimelineEntry = Schemas['TimelineEntry'];
export type TimelineKind = TimelineEntry['kind'];
export type CustomerOverview = Schemas['CustomerOverview'];
export type OrderMonth = Schemas['OrderMonth'];
export type HistoryEntry = Schemas['HistoryEntry'];
export type DuplicatePair = Schemas['PairRead'];
export type CustomerReview = Schemas['ReviewRead'];
export type PhoneIn = Schemas['PhoneIn'];
export type EmailIn = Schemas['EmailIn'];
export type DuplicateCheck = Schemas['DuplicateCheck'];
export type DuplicateFound = Schemas['DuplicateFound'];
export type MergePreview = Schemas['MergePreview'];
export type MergeField = Schemas['MergeField'];
export type MergeRead = Schemas['MergeRead'];
export type MergeSide = Schemas['Side'];

/* Grades. */
export type GradeProposal = Schemas['GradeProposalRead'];
export type GradePart = Schemas['GradePart'];

/* Leads. */
export type Share = Schemas['ShareRead'];
export type LeadBand = Schemas['LeadBand'];
export type LeadCheck = Schemas['LeadCheckRead'];
export type LeadFact = Schemas['LeadFactRead'];
export type LeadFactKind = Schemas['LeadFactKind'];
export type CrossSellPrompt = Schemas['PromptRead'];
export type LinePrompt = Schemas['LinePromptRead'];
export type DeclinedPrompt = Schemas['DeclinedPromptRead'];

/* Scripts. */
export type Script = Schemas['ScriptRead'];
export type ScriptLine = Schemas['ScriptLine'];
export type ScriptMatch = Schemas['ScriptMatch'];
export type ScriptChosen = Schemas['ScriptChosen'];
export type ScriptContent = Schemas['Content'];
export type ScriptSection = Schemas['Section'];
export type ScriptBranch = Schemas['Branch'];
export type ScriptQuestion = Schemas['Question'];
export type ScriptUse = Schemas['ScriptUse'];
export type ScriptVersion = Schemas['VersionRead'];
export type ScriptScenario = Schemas['Scenario'];
export type ScriptVersionState = Schemas['ScriptState'];
export type ScriptVariable = Schemas['Variable'];
export type ScriptCheck = Schemas['Check'];
export type ScriptFills = Schemas['NeedOrField'];
export type ScriptDimension = Schemas['Dimension'];
export type ScriptEffect = Schemas['ScriptEffect'];
export type StoredFile = Schemas['FileRead'];

/* The opportunity and complaint screens. */
export type BoardCard = Schemas['BoardCard'];
export type BoardColumn = Schemas['BoardColumn'];
export type Board = Schemas['Board'];
export type PositionChange = Schemas['PositionChange'];
export type OpportunityUpdate = Schemas['OpportunityUpdate'];
export type MoveOutlook = Schemas['MoveOutlook'];
export type CriterionOutlook = Schemas['CriterionOutlook'];
export type OpportunityLine = Schemas['OpportunityLineRead'];
export type Competitor = Schemas['CompetitorRead'];
export type OpportunityMember = Schemas['OpportunityMemberRead'];
export type OpportunityFollowUp = Schemas['OpportunityFollowUpRead'];
export type SolutionProposal = Schemas['SolutionProposalRead'];
export type Contract = Schemas['ContractRead'];
export type ContractCreate = Schemas['ContractCreate'];
export type Milestone = Schemas['MilestoneRead'];
export type OpportunityReview = Schemas['OpportunityReviewRead'];
export type ReviewAction = Schemas['ReviewActionRead'];
export type StageStay = Schemas['StageStay'];
export type Funnel = Schemas['Funnel'];
export type FunnelStep = Schemas['FunnelStep'];
export type Handoff = Schemas['HandoffRead'];
export type ContactRecord = Schemas['ContactRecordRead'];
export type ComplaintLine = Schemas['ComplaintLine'];
export type ComplaintCreate = Schemas['ComplaintCreate'];
export type ComplaintUpdate = Schemas['ComplaintUpdate'];
export type ComplaintOrigin = Schemas['ComplaintOrigin'];
export type Round = Schemas['RoundRead'];
export type ComplaintProposal = Schemas['ProposalRead'];
export type Compensation = Schemas['CompensationRead'];
export type ExplainedDeadline = Schemas['ExplainedDeadline'];
export type DeadlineStep = Schemas['DeadlineStepRead'];
export type ComplaintStage = Schemas['StageRead'];
export type PreventiveAction = Schemas['PreventiveActionRead'];
export type Satisfaction = Schemas['Satisfaction'];

/* Rosters and dial plans. */
export type Roster = Schemas['RosterRead'];
export type RosterException = Schemas['RosterException'];
export type RosterExceptionKind = RosterException['kind'];
export type WeekHours = Roster['weekly'];
export type DutyGrid = Schemas['DutyGrid'];
export type PersonDuty = Schemas['PersonDuty'];
export type DutyDay = Schemas['DutyDay'];
export type DutyKind = DutyDay['kind'];
export type DialPlan = Schemas['DialPlanRead'];
export type DialPlanState = DialPlan['state'];
export type Emphasis = DialPlan['emphasis'];
export type DialPlanDetail = Schemas['DialPlanDetail'];
export type DialPlanCreate = Schemas['DialPlanCreate'];
export type DialPlanFigures = Schemas['DialPlanFigures'];
export type DialPlanComparison = Schemas['DialPlanComparison'];
/* Campaigns. */
export type Campaign = Schemas['CampaignRead'];
export type CampaignCreate = Schemas['CampaignCreate'];
export type CampaignState = Campaign['state'];
export type CampaignPriority = Campaign['priority'];
export type CampaignResult = Schemas['CampaignResult'];
export type CampaignCustomer = Schemas['CampaignCustomerRead'];
export type GoalKind = Campaign['goal_kind'];
export type SourceResult = Schemas['SourceResult'];
export type DialSlot = Schemas['DialSlotRead'];
export type SlotChange = DialSlot['change'];
export type DialLeftOut = Schemas['DialLeftOutRead'];
export type LeftOutReason = DialLeftOut['reason'];
export type SlotDifference = Schemas['SlotDifference'];

/* Imports, exports, records, handoffs. */
export type Import = Schemas['ImportRead'];
export type ImportLine = Schemas['ImportLine'];
export type ImportColumn = Schemas['ImportColumn'];
export type ImportMapping = Schemas['ImportMapping'];
export type ImportKey = Schemas['Key'];
export type ImportRow = Schemas['ImportRowRead'];
export type RowFinding = Schemas['RowFinding'];
export type RowCandidate = Schemas['Candidate'];
export type FindingSeverity = Schemas['FindingSeverity'];
export type DecimalSign = Schemas['DecimalSign'];
export type TargetField = Schemas['TargetField'];
export type ScreeningAnswer = Schemas['DecisionResult'];
export type RowScreening = Schemas['ScreeningDecision'];

/* Plans, and what waits for a decision. */
export type Plan = Schemas['PlanRead'];
export type PlanDetail = Schemas['PlanDetail'];
export type PlanCreate = Schemas['PlanCreate'];
export type PlanLoad = Schemas['PlanLoad'];
export type PlanLoadDay = Schemas['PlanLoadDay'];
export type Amendment = Schemas['AmendmentRead'];
export type AmendedItem = Schemas['AmendedItem'];
export type AmendmentChange = Schemas['AmendmentCreate']['changes'][number];
export type PlannedContactAdd = Schemas['PlannedContactAdd'];
export type RevisitForm = Schemas['RevisitForm'];
export type ChangeProposal = Schemas['ChangeProposalRead'];
export type ContactRecordCreate = Schemas['ContactRecordCreate'];

/* Administration. */
export type Policy = Schemas['PolicyRead'];
export type PolicyVersion = Schemas['PolicyVersionRead'];
export type PolicyVersionState = PolicyVersion['state'];
export type PolicyProposal = Schemas['PolicyProposalRead'];
export type PolicyProposalState = PolicyProposal['state'];
export type PolicyPreview = Schemas['PolicyPreview'];
export type SettingUnit = Policy['unit'];
export type RoleGrants = Schemas['RoleRead'];
export type Team = Schemas['TeamRead'];
export type TeamCreate = Schemas['TeamCreate'];
export type DepartmentCreate = Schemas['DepartmentCreate'];
export type UserCreate = Schemas['UserCreate'];
export type UserUpdate = Schemas['UserUpdate'];
export type ApiKey = Schemas['ApiKeyRead'];
export type ApiKeyCreate = Schemas['ApiKeyCreate'];
export type ApiKeyCreated = Schemas['ApiKeyCreated'];
export type WorkingCalendar = Schemas['CalendarRead'];
export type CalendarDay = Schemas['DayRead'];
export type CalendarDays = Schemas['CalendarDays'];
export type ExceptionDay = Schemas['ExceptionDay'];
export type WorkHours = ExceptionDay['hours'];
export type ExplainedTime = Schemas['ExplainedRead'];
export type Readiness = Schemas['Readiness'];

/* Overviews, history and what the company keeps. */
export type ImportantChange = Schemas['ImportantChangeRead'];
export type CustomerChange = Schemas['CustomerChangeRead'];
export type Note = Schemas['NoteRead'];
export type NoteTopic = Schemas['NoteTopic'];
export type NoteCategory = Schemas['NoteCategory'];
export type Product = Schemas['ProductRead'];
export type Market = Schemas['MarketRead'];
export type Rate = Schemas['RateRead'];
export type CustomField = Schemas['CustomFieldRead'];
export type CustomType = Schemas['CustomType'];
export type HistoryEntity = NonNullable<
  NonNullable<paths['/v1/history']['get']['parameters']['query']>['entity']
>[number];

export type HandoffOrigin = NonNullable<Handoff['origin_type']>;
export type ContactRecordCorrect = Schemas['ContactRecordCorrect'];
export type CustomerChanged = Schemas['CustomerChangeRead'];

/* Rosters and dial plans. */
export type CallableWindows = Schemas['CallableWindows'];

/* Files, and what switches and mail systems reported. */
export type FileListed = Schemas['FileListed'];
export type PhoneCall = Schemas['PhoneCallRead'];
export type EmailMessage = Schemas['EmailMessageRead'];
export type Objection = Schemas['ObjectionRead'];
export type ContactLine = Schemas['ContactLine'];
export type WorldClock = Schemas['WorldClock'];
export type ReportedState = Schemas['ReportedState'];
