//! Who the person is.

use records::{
    Nik, PartialDate,
    nik::Agreement,
    value_set::{DocumentType, Sex},
};

use super::{
    Context,
    draft::{Cell, Draft},
};
use crate::{
    Column, Reason,
    cell::{
        self,
        date::{Century, Dated, Order},
        number, phone,
    },
};

/// Reads the fields of the person; gives the NIK where it may stand for them.
pub(super) fn read(draft: &mut Draft<'_>, context: &Context) -> Option<Nik> {
    name(draft);
    let sex = draft.read(Column::Sex, "sex", cell::person::sex);
    let birth = birth(draft);
    draft.read(Column::FamilyCard, "kk_number", number::family_card);
    draft.read(Column::MaritalStatus, "marital_status", cell::person::marital_status);
    draft.read(Column::Education, "education", cell::person::education);
    passport(draft);
    phones(draft);
    nik(draft, context, birth, sex)
}

/// As written: whoever wrote all capitals did not say what the small letters are.
fn name(draft: &mut Draft<'_>) {
    match draft.cell(Column::Name) {
        Some(cell) => draft.set_text(cell, "name", cell.text),
        None => draft.note(draft.missing(Column::Name), "name", Reason::NameMissing),
    }
}

fn birth(draft: &mut Draft<'_>) -> Option<PartialDate> {
    let (mut place, mut date) = (draft.cell(Column::BirthPlace).map(|cell| (cell, cell.text.to_owned())), None);
    if let Some(cell) = draft.cell(Column::BirthDate) {
        date = Some((cell, cell::date::read(cell.text, Century::Birth)));
    }
    if let Some(cell) = draft.cell(Column::BirthPlaceAndDate) {
        let (own_place, own_date) = cell::place::birth_place_and_date(cell.text);
        place = place.or(own_place.map(|own| (cell, own)));
        date = date.or(own_date.map(|own| (cell, own)));
    }
    if let Some((cell, place)) = place {
        draft.set_text(cell, "birth_place", &place);
    }
    let (cell, read) = date?;
    let date = settle(draft, cell, "birth_date", read)?;
    draft.set("birth_date", date);
    Some(date)
}

/// The date, with a note where it is missing or read month first.
pub(super) fn settle(
    draft: &mut Draft<'_>,
    cell: Cell<'_>,
    path: &str,
    read: Result<Dated, Reason>,
) -> Option<PartialDate> {
    match read {
        Ok(Dated { date, order: Order::Usual }) => Some(date),
        Ok(Dated { date, order: Order::MonthFirst }) => {
            draft.note(cell, path, Reason::MonthFirst);
            Some(date)
        }
        Err(reason) => {
            draft.note(cell, path, reason);
            None
        }
    }
}

/// A well-formed NIK is written in any case: one that differs from the birth date is legal (DOMAIN.md 2.0).
fn nik(draft: &mut Draft<'_>, context: &Context, birth: Option<PartialDate>, sex: Option<Sex>) -> Option<Nik> {
    let cell = draft.cell(Column::Nik)?;
    let nik = draft.read(Column::Nik, "nik", |text| number::nik(text, context.deployment))?;
    let Agreement::Contradicts { birth_date, sex } = nik.agrees_with(birth.as_ref(), sex) else { return Some(nik) };
    for (differs, reason) in [(birth_date, Reason::NikContradictsBirthDate), (sex, Reason::NikContradictsSex)] {
        if differs {
            draft.note(cell, "nik", reason);
        }
    }
    None
}

fn passport(draft: &mut Draft<'_>) {
    let Some(number) = draft.look(Column::Passport, "document", number::passport) else { return };
    let content = [DocumentType::Passport.code(), number.expose()];
    draft.set_element("document", &content, "code", &DocumentType::Passport);
    draft.set_element("document", &content, "number", &number);
}

fn phones(draft: &mut Draft<'_>) {
    for cell in draft.cells(Column::Phone) {
        phones_of(draft, cell, None);
    }
    for cell in draft.cells(Column::FamilyPhone) {
        phones_of(draft, cell, Some("keluarga"));
    }
}

fn phones_of(draft: &mut Draft<'_>, cell: Cell<'_>, note_of_column: Option<&str>) {
    let numbers = match phone::read(cell.text) {
        Ok(numbers) => numbers,
        Err(reason) => return draft.note(cell, "phone", reason),
    };
    for noted in numbers {
        let content = [noted.phone.expose()];
        draft.set_element("phone", &content, "number", &noted.phone);
        let note = noted.note.as_deref().or(note_of_column);
        match note.map(phone::owner) {
            Some(Some(owner)) => draft.set_element("phone", &content, "owner", &owner),
            Some(None) => draft.note(cell, "phone", Reason::PhoneNote),
            None => {}
        }
    }
}
