//! What records tell, in sentences: the findings of `assessment` in the language of whoever reads.

mod flag;

use assessment::{
    Age, CaseAssessment, Missing, PaperState, Procedural, Reason, Reminder, Reminding, RunningClock,
    ScreeningAssessment, SessionAssessment, Word, WorkerAssessment,
    consent::{ConsentStanding, ConsentState},
};
use jiff::civil::Date;
use language::label::{clock_key, consequence_key, question_key};
use records::{
    Kind,
    milestone::MilestoneCode,
    value_set::{
        AccessGroup, CaseStatus, ClosureReason, CodeSet, DocumentType, ProceduralStatus, Scheme, StatusReason, VisaType,
    },
};
use reference::{Asked, Question, Rules};
use serde::Serialize;

pub(crate) use flag::flag;

use crate::{
    assignment::{code_label, label},
    lang::{Lang, Text},
    page::Page,
    text,
};

/// What is told of a record, by its kind.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Told {
    /// Of a worker.
    Worker(Box<WorkerAssessment>),
    /// Of a complaint.
    Case(Box<CaseAssessment>),
    /// Of a screening.
    Screening(Box<ScreeningAssessment>),
    /// Of a session.
    Session(Box<SessionAssessment>),
}

/// The label of a code; the code itself where this version does not know it.
pub(crate) fn code(set: &CodeSet, code: &str, lang: Lang) -> String {
    code_label(set, code, lang).unwrap_or_else(|| code.to_owned())
}

impl Told {
    /// What stands beside the labels at the top.
    pub(crate) fn summary(&self, lang: Lang) -> Vec<(String, String)> {
        match self {
            Self::Worker(told) => of_worker(told, lang),
            Self::Case(told) => of_case(told, lang),
            Self::Screening(told) => of_screening(told, lang),
            Self::Session(told) => of_session(told, lang),
        }
    }

    /// What is missing, to look at, and due.
    pub(crate) fn page(&self, rules: &Rules<'_>, page: &mut Page) {
        match self {
            Self::Worker(told) => worker_page(told, rules, page),
            Self::Case(told) => case_page(told, rules, page),
            Self::Screening(told) => screening_page(told, page),
            Self::Session(told) => session_page(told, page),
        }
    }
}

fn of_worker(told: &WorkerAssessment, lang: Lang) -> Vec<(String, String)> {
    let age = told.age.map(|age| (lang.say(text::AGE), self::age(age, lang)));
    let stage = told.stage.as_ref().map(|stage| {
        let since = stage.since.map(|since| format!(", {since}")).unwrap_or_default();
        (lang.say(text::STAGE), format!("{}{since}", code(&MilestoneCode::SET, stage.code.code(), lang)))
    });
    let way = (lang.say(text::PROCEDURAL), procedural(&told.procedural, lang));
    let consents = told.consents.iter().map(|state| (lang.say(text::CONSENT), consent(state, lang)));
    age.into_iter().chain(stage).chain([way]).chain(consents).collect()
}

fn worker_page(told: &WorkerAssessment, rules: &Rules<'_>, page: &mut Page) {
    let lang = page.lang();
    if !told.missing.is_empty() {
        page.heading(&marked(lang.say(text::STILL_MISSING), told.missing_verified, lang));
        told.missing.iter().for_each(|item| page.item(&missing(item, lang)));
    }
    if !told.flags.is_empty() {
        page.heading(&lang.say(text::TO_LOOK_AT));
        told.flags.iter().for_each(|item| page.item(&flag(item, lang)));
    }
    if !told.reminders.is_empty() {
        page.heading(&lang.say(text::DUE));
        told.reminders.iter().for_each(|item| page.item(&reminder(item, rules, lang)));
    }
}

/// An age, or its bounds.
pub(crate) fn age(age: Age, lang: Lang) -> String {
    match age.exact() {
        Some(years) => lang.tell(text::AGE_OF, &[&years]),
        None => lang.tell(text::AGE_BETWEEN, &[&age.at_least, &age.at_most]),
    }
}

/// Whether by the official way, with everything that it rests on.
pub(crate) fn procedural(told: &Procedural, lang: Lang) -> String {
    let status = code(&ProceduralStatus::SET, told.status.code(), lang);
    let reasons: Vec<String> = told.reasons.iter().map(|reason| self::reason(reason, lang)).collect();
    if reasons.is_empty() { status } else { format!("{status}: {}", reasons.join("; ")) }
}

fn reason(reason: &Reason, lang: Lang) -> String {
    let milestone = |milestone: &MilestoneCode| code(&MilestoneCode::SET, milestone.code(), lang);
    match reason {
        Reason::Stated { status, by } => {
            let said = if *by == Word::Authority { text::STATED_BY_AUTHORITY } else { text::STATED_BY_RECORD };
            lang.tell(said, &[&code(&ProceduralStatus::SET, status.code(), lang)])
        }
        Reason::Told { reason } => code(&StatusReason::SET, reason.code(), lang),
        Reason::Visa { visa } => lang.tell(text::LEFT_ON_VISA, &[&code(&VisaType::SET, visa.code(), lang)]),
        Reason::Passed { milestone: passed, by } => {
            let said = if *by == Word::Authority { text::PASSED_BY_AUTHORITY } else { text::PASSED };
            lang.tell(said, &[&milestone(passed)])
        }
        Reason::NotRecorded { milestone: step } => lang.tell(text::NOT_RECORDED, &[&milestone(step)]),
        Reason::NotDeparted => lang.say(text::NOT_DEPARTED),
    }
}

/// Something that the way needs and the record has not.
pub(crate) fn missing(missing: &Missing, lang: Lang) -> String {
    match missing {
        Missing::Scheme => lang.say(text::MISSING_SCHEME),
        Missing::RequirementOf { scheme } => {
            lang.tell(text::MISSING_REQUIREMENT, &[&code(&Scheme::SET, scheme.code(), lang)])
        }
        Missing::Document { document, state } => {
            format!("{}: {}", paper(document, lang), lang.say(paper_state(*state)))
        }
        Missing::Field { path } => format!("{}: {}", label(Kind::Worker, path, lang), lang.say(text::PAPER_MISSING)),
    }
}

/// The name of a paper.
pub(crate) fn paper(document: &DocumentType, lang: Lang) -> String {
    code(&DocumentType::SET, document.code(), lang)
}

const fn paper_state(state: PaperState) -> Text {
    match state {
        PaperState::Missing => text::PAPER_MISSING,
        PaperState::Forged => text::PAPER_FORGED,
        PaperState::Revoked => text::PAPER_REVOKED,
        PaperState::Expired => text::PAPER_EXPIRED,
        PaperState::Suspect => text::PAPER_SUSPECT,
        PaperState::Told => text::PAPER_TOLD,
        PaperState::Had => text::PAPER_HAD,
    }
}

/// A day, and how far it is away.
pub(crate) fn due(day: Date, days_left: i32, lang: Lang) -> String {
    match days_left {
        0 => lang.tell(text::DUE_TODAY, &[&day]),
        1.. => lang.tell(text::DUE_IN, &[&day, &days_left]),
        _ => lang.tell(text::DUE_PAST, &[&day, &days_left.unsigned_abs()]),
    }
}

/// Something that is due.
pub(crate) fn reminder(reminder: &Reminder, rules: &Rules<'_>, lang: Lang) -> String {
    let what = match &reminder.what {
        Reminding::ContractEnds { .. } => lang.say(text::CONTRACT_ENDS),
        Reminding::Clock { clock, .. } => clock_label(Kind::Worker, clock, rules, lang),
        Reminding::PaperExpires { document } => lang.tell(text::PAPER_EXPIRES, &[&paper(document, lang)]),
        Reminding::CardExpires => lang.say(text::CARD_EXPIRES),
    };
    let due = due(reminder.due, reminder.days_left, lang);
    let rule = match &reminder.what {
        Reminding::Clock { clock, .. } => rules.clocks(Kind::Worker).find(|rule| rule.code == *clock),
        Reminding::ContractEnds { .. } | Reminding::PaperExpires { .. } | Reminding::CardExpires => None,
    };
    let then = rule.filter(|_| reminder.is_overdue());
    let then = then.and_then(|rule| clock_consequence(Kind::Worker, &rule.code, rules, lang));
    let told = then.map_or_else(|| format!("{what}: {due}"), |then| format!("{what}: {due}; {then}"));
    marked(told, rule.is_none_or(|rule| rule.grounds.verified), lang)
}

/// What a rule says, marked where nobody has read the rule's source.
pub(crate) fn marked(told: String, verified: bool, lang: Lang) -> String {
    if verified { told } else { format!("{told} {}", lang.say(text::RULE_NOT_VERIFIED)) }
}

/// What a clock asks for: the words of its rule.
fn clock_label(kind: Kind, code: &str, rules: &Rules<'_>, lang: Lang) -> String {
    let rule = rules.clocks(kind).find(|rule| rule.code == code);
    rule.map_or_else(|| code.to_owned(), |rule| lang.label(&clock_key(code), &rule.label_id, &rule.label_en))
}

fn clock_consequence(kind: Kind, code: &str, rules: &Rules<'_>, lang: Lang) -> Option<String> {
    let rule = rules.clocks(kind).find(|rule| rule.code == code)?;
    Some(lang.label(&consequence_key(code), &rule.then_id, &rule.then_en))
}

/// A clock of a complaint.
pub(crate) fn clock(clock: &RunningClock, rules: &Rules<'_>, lang: Lang) -> String {
    let what = clock_label(Kind::Case, &clock.code, rules, lang);
    let due = due(clock.due, clock.days_left, lang);
    let then = clock_consequence(Kind::Case, &clock.code, rules, lang).filter(|_| clock.is_past());
    let unsure = (!clock.holidays_known).then(|| lang.say(text::HOLIDAYS_UNKNOWN));
    let more: Vec<String> = then.into_iter().chain(unsure).collect();
    let told = if more.is_empty() { format!("{what}: {due}") } else { format!("{what}: {due}; {}", more.join("; ")) };
    marked(told, clock.verified, lang)
}

fn consent(state: &ConsentState, lang: Lang) -> String {
    let since = state.since.map(|since| format!(" {since}")).unwrap_or_default();
    let purpose = state.purpose.as_str();
    let lead = if purpose.is_empty() { String::new() } else { format!("{purpose}: ") };
    format!("{lead}{}{since}", lang.say(standing(state.standing)))
}

/// How a consent stands.
pub(crate) const fn standing(standing: ConsentStanding) -> Text {
    match standing {
        ConsentStanding::Active => text::CONSENT_ACTIVE,
        ConsentStanding::Withdrawn => text::CONSENT_WITHDRAWN,
        ConsentStanding::NotGiven => text::CONSENT_NOT_GIVEN,
    }
}

fn of_case(told: &CaseAssessment, lang: Lang) -> Vec<(String, String)> {
    let number = told.number.clone().map(|number| (lang.say(text::CASE_NUMBER), number));
    let since = told.since.map(|since| format!(", {since}")).unwrap_or_default();
    let reason = told.reason.as_ref().map(|reason| format!(" ({})", code(&ClosureReason::SET, reason.code(), lang)));
    let status = format!("{}{since}{}", code(&CaseStatus::SET, told.status.code(), lang), reason.unwrap_or_default());
    let access = (lang.say(text::CASE_ACCESS), code(&AccessGroup::SET, told.access.code(), lang));
    number.into_iter().chain([(lang.say(text::CASE_STATUS), status), access]).collect()
}

fn case_page(told: &CaseAssessment, rules: &Rules<'_>, page: &mut Page) {
    let lang = page.lang();
    if told.is_urgent && told.is_open {
        page.warning(&lang.say(text::CASE_URGENT));
    }
    if !told.clocks.is_empty() {
        page.heading(&lang.say(text::DUE));
        told.clocks.iter().for_each(|item| page.item(&clock(item, rules, lang)));
    }
    for reason in &told.may_close {
        page.line(&lang.tell(text::CASE_MAY_CLOSE, &[&code(&ClosureReason::SET, reason.code(), lang)]));
    }
    if !told.waiting_referrals.is_empty() {
        page.line(&lang.tell(text::CASE_REFERRALS_WAIT, &[&told.waiting_referrals.len()]));
    }
    if told.is_followed {
        page.line(&lang.say(text::CASE_FOLLOWED));
    }
}

/// The result, beside its label.
pub(crate) fn of_screening(told: &ScreeningAssessment, lang: Lang) -> Vec<(String, String)> {
    vec![(lang.say(text::SCREENING_RESULT), screening_result(told, lang))]
}

/// What to do next, and what it rests on.
fn screening_result(told: &ScreeningAssessment, lang: Lang) -> String {
    use records::value_set::ScreeningResult;
    let result = match told.result {
        ScreeningResult::Refer => lang.say(text::SCREENING_REFER),
        ScreeningResult::FollowUp => lang.say(text::SCREENING_FOLLOW_UP),
        ScreeningResult::None => lang.say(text::SCREENING_NONE),
        ScreeningResult::Other(ref other) => other.clone(),
    };
    let because = told.because.as_ref().map(|because| lang.tell(text::SCREENING_BECAUSE, &[&because.counted]));
    let verified = told.because.as_ref().is_none_or(|because| because.verified);
    marked(because.map_or_else(|| result.clone(), |because| format!("{result} ({because})")), verified, lang)
}

/// The red flags, and the questions without an answer.
pub(crate) fn screening_page(told: &ScreeningAssessment, page: &mut Page) {
    let lang = page.lang();
    let codes = |indicators: &[records::value_set::Indicator]| {
        indicators.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    for (said, indicators) in [
        (text::SCREENING_FOUND, &told.found),
        (text::SCREENING_UNCLEAR, &told.unclear),
        (text::SCREENING_NOT_ASKED, &told.not_asked),
    ] {
        if !indicators.is_empty() {
            page.line(&lang.tell(said, &[&codes(indicators)]));
        }
    }
    page.line(&lang.say(text::SCREENING_ADVICE));
}

/// A question as it is read out.
pub(crate) fn question(question: &Question, lang: Lang) -> String {
    let asked = if question.asked == Asked::Data { lang.say(text::FOUND_IN_DATA) } else { String::new() };
    let said = lang.label(&question_key(question.code.code()), &question.question_id, &question.question_en);
    format!("{} {said}{asked}", question.code)
}

fn of_session(told: &SessionAssessment, lang: Lang) -> Vec<(String, String)> {
    let there = &told.attendance;
    let attendance = lang.tell(text::ATTENDANCE_OF, &[&there.present, &there.listed]);
    let law = told.covered.len() + told.not_covered.len();
    let topics = lang.tell(text::N_OF_N, &[&told.covered.len(), &law]);
    let scores = told.scores.map(|scores| {
        let tenths = |tenths: u32| format!("{}.{}", tenths / 10, tenths % 10);
        let values = (tenths(scores.before_tenths), tenths(scores.after_tenths));
        (lang.say(text::SCORES), lang.tell(text::SCORES_OF, &[&values.0, &values.1, &scores.people, &scores.improved]))
    });
    [(lang.say(text::ATTENDANCE), attendance), (lang.say(text::TOPICS), topics)].into_iter().chain(scores).collect()
}

fn session_page(told: &SessionAssessment, page: &mut Page) {
    let lang = page.lang();
    if !told.not_covered.is_empty() {
        page.heading(&lang.say(text::TOPICS_NOT_COVERED));
        let topics = told.not_covered.iter();
        topics.for_each(|topic| page.item(&code(&records::value_set::Topic::SET, topic.code(), lang)));
    }
}
