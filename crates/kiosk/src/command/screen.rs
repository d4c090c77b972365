//! `rantau screen`: a trafficking screening.

mod ask;
mod found;

use std::{collections::BTreeMap, io};

use assessment::{Finding, ScreeningAssessment, Way};
use client_core::About;
use document::Intent;
use jiff::civil::Date;
use records::{
    DocId, Kind, Path, Record, RegionCode, Value,
    value_set::{AccessGroup, CaseType, Indicator, ScreeningAnswer, ScreeningPhase, ScreeningResult},
};
use reference::{Asked, Rules};
use serde::Serialize;

use super::{
    case::{meant, usual},
    written,
};
use crate::{
    assignment::{Assignment, Form},
    device::Device,
    failure::{Failure, Result},
    moment,
    output::{Answer, Reply},
    page::Page,
    prompt, record, text, told, village,
};

const EXAMPLES: &str = "\
The questions of a part of the way: RECRUITMENT, WORK or RETURN, by where the
person stands. They are asked on a terminal, or answered with --answer. The
result is advice, and nobody is refused anything by it. Like a complaint, a
screening stays with whoever wrote it and the offices.

Examples:
  rantau screen siti aminah
  rantau screen --questions --phase WORK
  rantau screen --shared                   one phone, broker, … for many people
  rantau screen 4f2a91c0 --answer R01=YES --answer R10=YES --private
  rantau screen 4f2a91c0 --phase RETURN --answer B01=YES --case
  rantau screen --name \"Contoh Tiga\" --phase RECRUITMENT --answer R02=YES";

/// Screen somebody for signs of trafficking
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The worker: an id, the beginning of it, or words that only one person has
    #[arg(value_name = "ID")]
    worker: Vec<String>,
    /// The name of somebody who has no record
    #[arg(long, value_name = "NAME", conflicts_with = "worker")]
    name: Option<String>,
    /// The part of the way [default: where the person stands]
    #[arg(long, value_name = "PHASE")]
    phase: Option<String>,
    /// An answer: YES, NO, UNKNOWN or REFUSED, such as R01=YES
    #[arg(long, value_name = "CODE=ANSWER")]
    answer: Vec<String>,
    /// The person spoke in private
    #[arg(long)]
    private: bool,
    /// The language that was spoken, by its three-letter code
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// By whom
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// When [default: today]
    #[arg(long, value_name = "DAY", value_parser = moment::parse_day)]
    date: Option<Date>,
    /// Village of the screening [default: the village of this device]
    #[arg(long, value_name = "CODE")]
    village: Option<String>,
    /// Where the result says so, open a complaint of suspected trafficking
    #[arg(long)]
    case: bool,
    /// Show the questions, and ask nothing
    #[arg(long)]
    questions: bool,
    /// Show what many records share (R16, R17), and ask nothing
    #[arg(long, conflicts_with_all = ["worker", "name", "questions", "answer"])]
    shared: bool,
}

/// Who is screened.
struct Subject {
    about: Option<About>,
    name: String,
}

/// A screening that was written down.
#[derive(Debug, Serialize)]
struct Screened {
    id: DocId,
    /// The complaint that was opened.
    case: Option<DocId>,
    /// Whether the result says that a complaint be opened.
    case_advised: bool,
    #[serde(flatten)]
    told: ScreeningAssessment,
    /// What the person shares with others, by comparing records.
    shared: Vec<Finding>,
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    if args.shared {
        return device.reply(&found::Everything::of(device)?);
    }
    let (reference, day) = (device.store.reference()?, Device::day(args.date));
    let rules = reference.at(day);
    let subject = args.subject(device)?;
    let phase = args.phase(subject.about.as_ref(), &rules, device, day)?;
    if args.questions {
        return device.reply(&ask::Questions::of(&phase, &rules));
    }
    let shared = found::shared(device, subject.about.as_ref())?;
    let mut answers = args.answers(&phase, &rules, device)?;
    answers.extend(found::answers(device, subject.about.as_ref(), &shared, &phase, &rules, day)?);
    let region = village::chosen(args.village.as_deref(), &device.store.regions()?)?;
    let mut fields = args.fields(&subject, &phase, &answers, &region, device)?;
    fields.extend(version(&reference.version, device)?);
    let told = assessment::screening(&Record::project(Kind::Screening, &fields, device.deployment()), &rules);
    fields.insert(path("result")?, Value::from(&told.result));
    let (id, _) = written::create(device, Kind::Screening, region.clone(), fields)?;
    let case_advised = told.result == ScreeningResult::Refer;
    let case = if case_advised && args.wants_case(device)? {
        Some(open_case(device, (id, day), &subject, &told.found, region)?)
    } else {
        None
    };
    device.reply(&Screened { id, case, case_advised, told, shared })
}

impl Args {
    fn subject(&self, device: &Device) -> Result<Subject> {
        if self.questions && self.worker.is_empty() {
            return Ok(Subject { about: None, name: String::new() });
        }
        if let Some(name) = &self.name {
            return Ok(Subject { about: None, name: name.clone() });
        }
        let id = record::find_worker(&device.store, &self.worker.join(" "))?;
        let about = device.store.about(id)?;
        Ok(Subject { name: about.worker.name.clone().unwrap_or_default(), about: Some(about) })
    }

    /// The part of the way that was named, else where the person stands.
    fn phase(&self, about: Option<&About>, rules: &Rules<'_>, device: &Device, day: Date) -> Result<ScreeningPhase> {
        if let Some(named) = &self.phase {
            return Ok(ScreeningPhase::from_code(meant(&ScreeningPhase::SET, named)?));
        }
        let Some(about) = about else { return Ok(ScreeningPhase::Recruitment) };
        Ok(match device.store.surroundings()?.assess(about, rules, day).way {
            Way::Ahead => ScreeningPhase::Recruitment,
            Way::Away => ScreeningPhase::Work,
            Way::Over => ScreeningPhase::Return,
        })
    }

    /// The answers that were given, or those that somebody gives now.
    fn answers(
        &self,
        phase: &ScreeningPhase,
        rules: &Rules<'_>,
        device: &Device,
    ) -> Result<BTreeMap<Indicator, ScreeningAnswer>> {
        if !self.answer.is_empty() {
            return self.answer.iter().map(|typed| given(typed, rules)).collect();
        }
        if !prompt::can_ask(&device.output) {
            let next = text::NO_ANSWERS_GIVEN_NEXT;
            return Err(Failure::usage("no_answers", text::NO_ANSWERS_GIVEN, next));
        }
        let asked: Vec<_> = rules.questions(phase).filter(|question| question.asked == Asked::Person).collect();
        ask::ask(&asked, device.output.lang(), &mut prompt::keyboard(device)?, &mut io::stderr())
    }

    fn fields(
        &self,
        subject: &Subject,
        phase: &ScreeningPhase,
        answers: &BTreeMap<Indicator, ScreeningAnswer>,
        region: &RegionCode,
        device: &Device,
    ) -> Result<BTreeMap<Path, Value>> {
        let whom = match &subject.about {
            Some(about) => format!("worker={}", about.doc),
            None => format!("sketch_name={}", subject.name),
        };
        let mut typed = vec![whom, format!("village={region}"), format!("phase={phase}")];
        typed.push(format!("date={}", Device::day(self.date)));
        typed.extend(self.by.as_ref().map(|by| format!("by={by}")));
        typed.extend(self.language.as_ref().map(|code| format!("language={code}")));
        typed.extend(answers.iter().map(|(code, answer)| format!("answer/{}={answer}", code.code().to_lowercase())));
        let form = Form { kind: Kind::Screening, deployment: device.deployment() };
        let mut fields: BTreeMap<Path, Value> = form.read(&Assignment::split_all(&typed)?)?.into_iter().collect();
        if self.private {
            fields.insert(path("private_place")?, Value::from(true));
        }
        Ok(fields)
    }

    fn wants_case(&self, device: &Device) -> Result<bool> {
        if self.case || !self.answer.is_empty() || !prompt::can_ask(&device.output) {
            return Ok(self.case);
        }
        ask::agrees(device.output.lang(), &mut prompt::keyboard(device)?, &mut io::stderr())
    }
}

fn given(typed: &str, rules: &Rules<'_>) -> Result<(Indicator, ScreeningAnswer)> {
    let pair = Assignment::split(typed);
    let pair = pair.ok_or_else(|| Failure::usage("usage", text::NOT_A_PAIR, text::NO_ANSWERS_GIVEN_NEXT))?;
    let code = Indicator::from_code(&pair.field.to_uppercase());
    if rules.question(&code).is_none() {
        let said = text::NO_SUCH_QUESTION.with(&[&pair.field]);
        return Err(Failure::usage("no_such_question", said, text::NO_SUCH_QUESTION_NEXT));
    }
    Ok((code, ScreeningAnswer::from_code(meant(&ScreeningAnswer::SET, pair.value)?)))
}

fn version(version: &str, device: &Device) -> Result<Vec<(Path, Value)>> {
    let form = Form { kind: Kind::Screening, deployment: device.deployment() };
    form.read(&[Assignment { field: "form_version", value: version }])
}

fn path(text: &str) -> Result<Path> {
    Path::parse(text).map_err(|_| Failure::new("internal", text::INTERNAL, text::INTERNAL_NEXT))
}

/// A complaint of suspected trafficking, with the red flags, which only the trafficking group reads.
fn open_case(
    device: &mut Device,
    (screening, day): (DocId, Date),
    subject: &Subject,
    found: &[Indicator],
    region: RegionCode,
) -> Result<DocId> {
    let form = Form { kind: Kind::Case, deployment: device.deployment() };
    let mut typed = vec![format!("screening={screening}"), format!("access_group={}", AccessGroup::Trafficking)];
    if subject.about.is_none() {
        typed.push(format!("sketch_name={}", subject.name));
    }
    let element = |code: &Indicator| {
        format!("indicator/{}/code={code}", records::ElementId::derived(&["indicator", code.code()]))
    };
    typed.extend(found.iter().map(element));
    let mut fields: BTreeMap<Path, Value> = form.read(&Assignment::split_all(&typed)?)?.into_iter().collect();
    let worker = subject.about.as_ref().map(|about| about.doc);
    let kinds = [CaseType::TraffickingSuspected.code()];
    fields.extend(usual(form, &fields, worker, region.as_str(), &kinds, &day.to_string())?);
    let (case, _) = written::create(device, Kind::Case, region, fields)?;
    let seen = device.store.view(screening)?.heads;
    let named = Intent::Set { path: path("case")?, value: Value::from(case.to_string()) };
    device.store.edit(screening, device.officer(), &seen, &[named])?;
    Ok(case)
}

impl Answer for Screened {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.line(&lang.tell(text::SCREENING_RECORDED, &[&record::short(self.id)]));
        page.gap();
        page.pairs(told::of_screening(&self.told, lang));
        found::told(&self.shared, page);
        told::screening_page(&self.told, page);
        if let Some(case) = self.case {
            page.line(&lang.tell(text::SCREENING_CASE_MADE, &[&record::short(case)]));
        } else if self.case_advised {
            page.line(&lang.say(text::SCREENING_CASE_NEXT));
        }
    }
}
