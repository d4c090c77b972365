//! The rules of one day.

use jiff::civil::{Date, Weekday};
use records::{
    Country, Kind, RegionCode,
    milestone::MilestoneCode,
    value_set::{DocumentType, Indicator, Occupation, Scheme, ScreeningPhase},
};

use crate::{
    AgeRule, Clock, CountryRule, DocumentRule, HolidayRule, MilestoneRule, Question, Reference, Requirement,
    ResultRule, TopicRule, grounds::Grounded,
};

/// The rules that hold on one day, in the order of the text.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'r> {
    reference: &'r Reference,
    day: Date,
}

impl<'r> Rules<'r> {
    pub(crate) const fn of(reference: &'r Reference, day: Date) -> Self {
        Self { reference, day }
    }

    fn holding<R: Grounded>(self, rules: &'r [R]) -> impl Iterator<Item = &'r R> {
        rules.iter().filter(move |rule| rule.grounds().hold_on(self.day))
    }

    /// The day.
    #[must_use]
    pub const fn day(&self) -> Date {
        self.day
    }

    /// What can happen on the way, in the usual order.
    pub fn milestones(&self) -> impl Iterator<Item = &'r MilestoneRule> {
        self.holding(&self.reference.milestones)
    }

    /// One milestone, `None` where the rules of the day do not know it.
    #[must_use]
    pub fn milestone(&self, code: &MilestoneCode) -> Option<&'r MilestoneRule> {
        self.milestones().find(|rule| rule.code == *code)
    }

    /// Which papers there are.
    pub fn documents(&self) -> impl Iterator<Item = &'r DocumentRule> {
        self.holding(&self.reference.documents)
    }

    /// One paper, `None` where the rules of the day do not know it.
    #[must_use]
    pub fn document(&self, code: &DocumentType) -> Option<&'r DocumentRule> {
        self.documents().find(|rule| rule.code == *code)
    }

    /// What a scheme needs, `None` where its set is not known: that is not the same as nothing.
    #[must_use]
    pub fn requirement(&self, scheme: &Scheme) -> Option<&'r Requirement> {
        self.holding(&self.reference.requirements).find(|rule| rule.scheme == *scheme)
    }

    /// Every rule on where people may go that speaks of such a placement; all of them are to be shown.
    pub fn countries(
        &self,
        country: Option<Country>,
        occupation: Option<&Occupation>,
        origin: Option<&RegionCode>,
    ) -> impl Iterator<Item = &'r CountryRule> {
        self.holding(&self.reference.countries).filter(move |rule| rule.applies_to(country, occupation, origin))
    }

    /// The highest minimum age for such a placement.
    #[must_use]
    pub fn minimum_age(&self, country: Option<Country>, occupation: Option<&Occupation>) -> Option<&'r AgeRule> {
        let fitting = self.holding(&self.reference.ages).filter(|rule| rule.applies_to(country, occupation));
        fitting.max_by_key(|rule| rule.minimum)
    }

    /// What an orientation speaks of.
    pub fn topics(&self) -> impl Iterator<Item = &'r TopicRule> {
        self.holding(&self.reference.topics)
    }

    /// What a screening asks about a part of the way.
    pub fn questions(&self, phase: &ScreeningPhase) -> impl Iterator<Item = &'r Question> {
        self.holding(&self.reference.questions).filter(move |question| question.phase == *phase)
    }

    /// One question, by its red flag.
    #[must_use]
    pub fn question(&self, code: &Indicator) -> Option<&'r Question> {
        self.holding(&self.reference.questions).find(|question| question.code == *code)
    }

    /// What follows from red flags, of which the first that fits counts.
    pub fn results(&self, phase: &ScreeningPhase) -> impl Iterator<Item = &'r ResultRule> {
        self.holding(&self.reference.results).filter(move |rule| rule.phase == *phase)
    }

    /// The clocks of a kind of record.
    pub fn clocks(&self, kind: Kind) -> impl Iterator<Item = &'r Clock> {
        self.holding(&self.reference.clocks).filter(move |clock| clock.kind == kind)
    }

    /// Days on which nobody works, but for Saturdays and Sundays.
    pub fn holidays(&self) -> impl Iterator<Item = &'r HolidayRule> {
        self.holding(&self.reference.holidays)
    }

    /// Whether offices work on a day: no Saturday, no Sunday, no holiday that is listed.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        !is_weekend && !self.holidays().any(|holiday| holiday.date.earliest() == day)
    }

    /// Whether the holidays of a year are listed. They are decreed in the autumn before; until then a count of working
    /// days that reaches into it is only nearly right.
    #[must_use]
    pub fn lists_holidays_of(&self, year: i16) -> bool {
        self.holidays().any(|holiday| holiday.date.year() == year)
    }
}
