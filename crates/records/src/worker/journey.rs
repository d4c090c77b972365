//! Departures, returns and what follows them.

use crate::{
    Country, DocId, ElementId, Money, PartialDate, RegionCode,
    projection::element,
    value_set::{
        Burial, ClaimStatus, ContactChannel, DeathCause, Funder, HealthState, ProceduralStatus, ProgrammeKind,
        ProgrammeStatus, Rehabilitation, Relation, Reporter, ReturnCategory, TransitPlace, TravelMode, VisaType,
        WagePeriod,
    },
};

element! {
    /// A departure and the placement it led to (DOMAIN.md 2.6).
    Departure {
        /// When.
        departed_on: PartialDate,
        /// Who told of it.
        reported_by: Reporter,
        /// Whither.
        country: Country,
        /// The harbour, airport or post.
        embarkation_point: String,
        /// Its province.
        embarkation_province: RegionCode,
        /// The province whose BP3MI handled the departure.
        processing_bp3mi: RegionCode,
        /// The area whose LTSA handled it.
        processing_ltsa: RegionCode,
        /// On what visa.
        visa_type: VisaType,
        /// With which passport.
        passport_no: String,
        /// With which worker's card.
        ekpmi_no: String,
        /// When the person arrived.
        arrived_on: PartialDate,
        /// For whom the person works.
        employer: String,
        /// How the employer is reached.
        employer_contact: String,
        /// Where.
        workplace_address: String,
        /// The Indonesian mission there.
        mission: String,
        /// When the contract begins.
        contract_start: PartialDate,
        /// When it ends.
        contract_end: PartialDate,
        /// The wage.
        wage: Money,
        /// What it is paid for.
        wage_period: WagePeriod,
        /// What else was said.
        note: String,
    }

    /// A leg of the way.
    Leg {
        /// The departure that it belongs to.
        of_departure: ElementId,
        /// Which it is: 1, 2, …
        order: u32,
        /// By land, sea or air.
        mode: TravelMode,
        /// From where.
        from: String,
        /// To where.
        to: String,
        /// With whom.
        carrier: String,
        /// Flight or ship.
        number: String,
        /// When.
        date: PartialDate,
    }

    /// A contact with the person abroad.
    ContactCheck {
        /// When.
        date: PartialDate,
        /// How.
        channel: ContactChannel,
        /// Whether all is well.
        ok: bool,
        /// Whether others listened.
        watched: bool,
        /// What gives cause for concern.
        concern: String,
        /// Who made it.
        by: String,
    }

    /// A return, alive or not (DOMAIN.md 2.9).
    Return {
        /// Why.
        category: ReturnCategory,
        /// The harbour, airport or post.
        debarkation: String,
        /// When.
        arrived_on: PartialDate,
        /// Who handled it.
        handled_by: String,
        /// Who paid.
        funded_by: Funder,
        /// In what state of health.
        health_state: HealthState,
        /// The fit-to-travel letter, by the hash of its content.
        fit_letter: String,
        /// When the person was handed over to the family.
        handover_on: PartialDate,
        /// To whom.
        handover_to: String,
        /// How related.
        handover_relation: Relation,
        /// Who witnessed it for the village.
        handover_witness: String,
        /// The record of the handover, by the hash of its content.
        handover_file: String,
        /// Whether rehabilitation was refused.
        refused_rehabilitation: bool,
        /// The signed statement of it, by the hash of its content.
        refusal_file: String,
        /// What else was said.
        note: String,
        /// When the person died.
        death_date: PartialDate,
        /// Where.
        death_place: String,
        /// Of what.
        death_cause: DeathCause,
        /// Whether there was an autopsy.
        autopsy: bool,
        /// Where the person is buried.
        burial: Burial,
        /// The foreign death certificate, by the hash of its content.
        death_certificate: String,
        /// Number of the coffin as cargo.
        coffin_cargo_no: String,
        /// The ambulance.
        ambulance: String,
        /// When the family was told.
        family_informed_on: PartialDate,
        /// How far the claim of the death benefit has come.
        jkm_claim: ClaimStatus,
        /// Whether the person was there by the official way.
        procedural_status_at_death: ProceduralStatus,
    }

    /// A place where a person who returns was looked after.
    Transit {
        /// The return that it belongs to.
        of_return: ElementId,
        /// What kind of place.
        place: TransitPlace,
        /// Its name.
        name: String,
        /// Since when.
        from: PartialDate,
        /// Until when.
        to: PartialDate,
    }

    /// A right that was unpaid at the return.
    UnpaidRight {
        /// The return that it belongs to.
        of_return: ElementId,
        /// What is owed.
        what: String,
        /// The complaint about it.
        case: DocId,
    }

    /// A programme after a return (DOMAIN.md 2.10).
    Programme {
        /// Which.
        kind: ProgrammeKind,
        /// What rehabilitates.
        rehabilitation: Rehabilitation,
        /// Who provides it.
        provider: String,
        /// What business was begun.
        business_kind: String,
        /// When it begins.
        start: PartialDate,
        /// When it ends.
        end: PartialDate,
        /// How far it has come.
        status: ProgrammeStatus,
        /// How the income changed.
        income_change: String,
        /// Who goes along.
        mentor: String,
        /// The consent to tell the story.
        story_consent: ElementId,
        /// What else was said.
        note: String,
    }
}
