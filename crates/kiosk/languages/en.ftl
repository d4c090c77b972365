### Name: English
### Status: complete

## Labels.

answers = Answers of the province
carried = With the courier
half-deposits = Deposits not whole yet
refused-bundles = Refused by the province
size = Size
to-province = For the province
at-registry = Accepted by a registry
born = Born
cell = Cell
change = Change
column = Column
data = Data directory
device = Device
field = Field
households = Households
id = ID
label = Label
last-sync = Last sync
list = List
lists = Lists imported
marks = Attention
name = Name
new-people = New people
not-sent = Not sent yet
officer = Officer
place = Hamlet, village
problems = Problems
progress = How far
reason = Problem
received = Received
region = Region
receipts = Receipts of the province
registry = Registry
restored = Restored
rounds = Exchanges
row = Row
rows = Rows
rows-kept = Rows kept
rows-not-kept = Rows too large, not kept
rows-of-lists = Rows of lists
rows-with-problems = Rows with problems
sent = Sent
server = Server
stage = Stage
store = Data on this device
takes = Takes
unchanged = Unchanged
undone = Undone
updated = Updated
value = Value
village = Village
when = When
workers = Workers

## Values.

changes-and-bytes = { $changes } changes, { $bytes } bytes
from-list = from a list
never = never
no = no
not-proven = not proven equal
n-conflicts = { $count } in conflict
n-edits = { $count } edits
n-of-n = { $some } of { $all }
n-problems = { $count } doubtful
lists-with = { $lists } ({ $cells } cells with problems)
other-device = (another device)
proven = proven equal
carried-by = carried by { $courier }
n-receipts = { $receipts } of { $changes } changes of this device
feed-equal = equal, { $records } records
feed-mended = mended: { $records } records differed, { $changes } changes came, { $absent } were not at the province
feed-not-compared = the comparison did not end
store-sound = sound, { $changes } changes hashed again
store-unsound = { $changes } changes and { $records } records damaged, { $counts } counts and { $signatures } signatures wrong
damaged-record = Record { $record } was damaged:
damaged-record-rebuilt = the record was made again from its changes
damaged-restored = { $count } changes were read again from the record itself
damaged-fetched = { $count } changes were fetched again from the province
damaged-awaited = { $count } changes are still to be fetched from the province: run `rantau sync` when there is a line
damaged-written-again = { $count } changes that were not sent were written again
damaged-lost = { $count } changes are gone from this device: import the village list that they came from again, then look with `rantau show { $record }`
yes = yes

## How far a change or a record got.

state-flagged = logged, under review
state-held = at the province, waits for another change
state-local = on this device only
state-logged = logged by the province
state-quarantined = quarantined, not used
state-receipted = logged by the province, with its receipt
state-received = at the province, not decided yet
state-refused = refused by the province, kept here
state-set-aside = written again
state-waiting = waits for another change

## Answers.

changed = { $name } ({ $record }) was changed.
created = { $name } ({ $record }) was recorded.
dry-run = Dry run: nothing was written
how-to-correct = Correct with `rantau edit`; the row itself stays as it was.
how-to-resolve = Choose with `rantau resolve ID FIELD --value NUMBER`.
kept-aside = { $count } changes are kept and not used; ask the province.
kept-aside-of = `rantau show { $record }`: { $state } ({ $reason })
leaving = { $count } records leave this device once your edits of them are decided on.
left = { $count } records have left this device: they moved, or another device serves their village.
left-elsewhere = { $count } records that you wrote are another village's; they were reviewed and have left this device.
held-for = { $count } edits wait for changes of others that have not arrived: their devices need to sync.
only-here = { $count } changes of others were lost at the province and are only here: the devices that made them need to sync.
nobody-found = Nobody fits.
none = No records.
nothing-written = Nothing was written.
now-enrolled = This device is enrolled.
now-enrolled-next = Next: `rantau sync` fetches what is there already.
no-conflicts = No conflicts.
no-lists = No list was imported yet.
no-problems = No problems.
open-conflicts = { $count } records hold two values; see `rantau conflicts`.
other-worksheets = Other worksheets were not read: { $names }
review-accepted = Your edit of record { $record } was accepted.
review-open = Your edit of record { $record } is being reviewed by the province.
review-undone = Your edit of record { $record } was undone by the province.
row-and-record = row { $row }, record { $record }: { $fields }
said-so-already = { $name } ({ $record }) said so already; nothing changed.
same-as-record = row { $row } and record { $record }: { $reasons }
same-people = May be one person (names alike; different records are not merged)
same-rows = rows { $row } and { $other }: { $reasons }
says-otherwise = The list says otherwise; both values are kept
shown-of = { $shown } of { $total } records
pairs-of = { $shown } of { $total } pairs
sync-connecting = exchange { $number } with the province
sync-fetching = first pack: { $done } of { $total } KiB
sync-pack-given-up = the first pack is of no use; records come one by one
sync-reading = { $done } of { $total } read
sync-pulled = { $count } changes received
sync-pushing = { $done } of { $total } sent
sync-waiting = waiting { $seconds } s for the line
sync-not-proven = Not proven equal to the province yet.
sync-not-proven-next = Everything is safe on this device; run `rantau sync` again.
sync-proven = Proven equal to the province.
card-next = Copy this text to a device of the village: `rantau seed out FILE --to CARD`. On the network of a kiosk there is no need: `rantau seed in --from ADDRESS`.
card-of = The card of the device { $device }:
seed-taken = { $count } changes were taken in.
seed-taken-next = Next: `rantau sync` fetches what came since.
seed-written = { $file } was written for the device { $device }.
seed-written-next = The file opens on that device alone: `rantau seed in FILE`.
watch-failed = not in sync: { $reason }
watch-stopped = Stopped; everything is kept.
watch-synced = { $sent } sent, { $received } received, { $proof }
sync-refused = { $count } changes were refused by the province and are kept here: `rantau status` names the records.
taken-back = { $rows } rows were taken back from { $records } records.
unread-columns = Columns that are kept and not read: { $names }
answer-superseded = There was nothing new in it.
answer-taken = The province's answer: { $arrived } of our changes arrived, { $received } of others came.
arrived = { $count } changes of this device have arrived at the province.
bundle-out-next = What is in it stays on this device until the province's answer is here: `rantau bundle in`.
bundle-written = { $file }: { $size }
carried-next = Handed over, not at the province yet; visit the courier again for the answer.
courier-fingerprint = Fingerprint of this device's key: { $fingerprint }
courier-serves = The mailbox is open. Other devices use it with:
forwarded = { $arrived } bundles of others are at the province, { $waiting } are still here.
forward-refused = { $count } bundles were refused by the province; what is in them stays on their devices.
no-answers = There are no new answers.
no-network = This machine is on no network.
n-bytes = { $bytes } bytes
qr-n-of = Code { $number } of { $total }
to-carry = A bundle of another device; it goes to the province with the next `rantau sync`.
unusable-answers = { $count } answers were damaged or not the province's, and not used.
visited = Courier { $courier } ({ $fingerprint })
with-courier = { $count } of them are with a courier, and not at the province yet.

## Reasons for two rows being one person.

same-card = one family card
same-nik = the same NIK (one record)
same-nik-slip = nearly the same NIK
same-other = another reason
same-phone = one phone

## Questions.

again-passphrase = Passphrase again:
ask-passphrase = Passphrase:
new-passphrase = New passphrase:

## What went wrong, and what to do next.

bundle-for-another = This bundle is for another device.
bundle-for-another-next = Carry it to its own device.
bundle-for-province = This bundle is this device's own, on its way to the province.
bundle-for-province-next = Carry it to the province, or leave it with a courier.
courier-full = The courier's mailbox is full; nothing was lost.
courier-full-next = The courier must go to the province first (`rantau courier forward`); or use `rantau bundle out`.
courier-next = Everything is safe on this device; try again, or carry it as a file with `rantau bundle out`.
damaged-bundle = This is no bundle, or a damaged one.
damaged-bundle-next = Copy it once more from where it came; nothing was changed here.
file-exists = { $file } is there already and was not overwritten.
file-exists-next = Give another name, or name the folder alone.
half-bundle = This is half a bundle: its end is missing.
not-written = { $file } cannot be written: { $reason }
not-written-next = Look at the place, then run it again; the records are safe on this device.
nothing-to-send = This record has arrived at the province: there is nothing to send.
nothing-to-send-next = See `rantau status`.
no-bundle-next = Name a file that is there.
no-listener = Cannot listen on { $address }: { $reason }
no-listener-next = Give --listen another address or port.
no-qr = No QR code of Rantau can be read in { $file }.
no-qr-next = Take the photograph again: straight, bright, with the whole code in it.
no-room-on = There is no room on { $place }; the file was not written, and nothing was lost.
no-room-on-next = Free at least { $kilobytes } kB on { $place }, then run it again.
qr-damaged = The code in { $file } was not read well.
qr-missing = Codes that are missing: { $numbers }.
qr-missing-next = Photograph them, too, then run it again with all photographs, in any order.
qr-other-set = The code in { $file } does not belong to the others.
qr-other-set-next = Run it again with the photographs of one bundle only.
too-much-for-bundle = There is too much for one bundle.
too-much-for-bundle-next = Use `rantau sync` with a line, or `--record` for one record.
wrong-courier = Another courier answers at that address (fingerprint { $fingerprint }).
wrong-courier-next = Look again at the address that the courier shows.
ambiguous = It is not clear whose record is meant.
ambiguous-next = Use an ID of the list above.
bad-address = That is no address of a server.
bad-address-next = Write it like https://rantau.example.go.id.
cancelled = Stopped.
cancelled-next = What was stored stays; run it again when needed.
damaged = The store is damaged; its files were set aside as { $file } and nothing was deleted.
damaged-next = Call the province before anything else.
disk-full = The disk is full: nothing was written, and nothing was lost.
disk-full-next = Remove other files that nobody needs (downloads, photos, videos), then run it again. `rantau sync` sends what was written here all the same.
empty-element = After --add and a collection there must be FIELD=VALUE.
enrolled = This device is enrolled already: { $directory } holds records.
enrolled-next = Give another --data if this is another device.
exists = The person or household of this number has a record already; nothing was written.
exists-next = Look at it with `rantau show`, then change it with `rantau edit`.
foreign-province = This server is not that of the invitation's province.
internal = An error in the program.
internal-next = The records are safe; tell the province.
invalid = These values cannot be recorded, and nothing was written:
invalid-next = Correct them; `rantau fields` shows what each takes.
invitation-next = Ask the province's operator for a new invitation.
later-next = Try again in a moment.
missing = Missing: { $fields }
missing-next = Add it as FIELD=VALUE.
mistyped-code = The invitation's code is mistyped or incomplete.
mistyped-code-next = Check each group: 9 groups of 5 characters.
newer = The records were written by a newer version of this program.
newer-next = Update this program.
nothing-to-edit = There is nothing to change.
nothing-to-edit-next = Write FIELD=VALUE, --clear, --add or --remove.
not-a-list-next = Save the list as CSV or XLSX with a header row, then try again.
not-a-pair = A value is written as FIELD=VALUE.
not-a-pair-next = For example: name="Contoh Satu"
not-enrolled = This device is not enrolled: there are no records in { $directory }.
not-enrolled-next = Enrol it with `rantau enrol`, or give the right --data.
not-heads = The value of --seen is no version of a record.
not-heads-next = Use `heads` of `rantau show --json`.
no-collection = After --add there must be a collection.
no-collection-next = For example: --add phone number=081234567890 owner=SELF
no-date = a date is written like 12-3-1990, 12 March 1990, 1990-03, 1990, or ±1990 where it is estimated
no-device-name = The device's name is empty.
no-device-name-next = Give one that people know, such as --name "kiosk desa".
no-file = No list was named.
no-file-next = Name its file: rantau import daftar.csv
no-home = The user's directory cannot be found.
no-home-next = Give --data DIR.
no-such-language = The language { $code } cannot be used ({ $file }); Indonesian is used.
no-such-area = Not the code of an area.
no-such-area-next = Write it like 52.03, 52.03.13 or 52.03.13.2001.
no-such-conflict = There is no conflict in { $field }.
no-such-conflict-next = See `rantau conflicts`; to change a value use `rantau edit`.
no-such-element = None, or more than one, of { $collection } has that id.
no-such-element-next = See the ids in `rantau show`.
no-such-field = a record of the kind { $kind } has no such field
no-such-file = The file { $file } cannot be read: { $reason }
no-such-list = No such list was imported.
no-such-list-next = See `rantau import list` and use the id.
no-such-record = There is no such record on this device.
no-such-record-next = Look for it with `rantau search`.
no-such-stage = No such stage.
no-such-stage-next = Stages: { $codes }
no-such-village = No village has that code.
operator-next = The records are safe on this device; call the province's operator.
other-village = This list is imported for { $village }, but names the village { $other }.
other-village-next = Give --village CODE, or --force-village if it is right.
passphrases-differ = The two passphrases differ.
passphrases-differ-next = Try again.
passphrase-file = The passphrase's file cannot be read: { $reason }
passphrase-needed = The passphrase is needed.
passphrase-next = Use --passphrase-file or RANTAU_PASSPHRASE, or run it on a terminal.
province-only = Only the province writes this kind of record.
province-only-next = Write it into the person's record; the province will check it.
qr-too-large = Too much for QR codes.
qr-too-large-next = Carry it as a file: `rantau bundle out FILE`.
refused = The server refused: { $reason }
revoked-next = Call the province's operator; what is on this device stays.
several-lists = Several lists fit.
short-passphrase = A passphrase has at least { $characters } characters.
short-passphrase-next = A few plain words are easier to remember than symbols.
store-busy = Another program is writing.
unexpected = It failed: { $reason }
unknown-heads = The version that you saw is not on this device.
unknown-heads-next = Look again with `rantau show`, then try again.
unreachable = The server cannot be reached.
unreachable-next = Nothing is lost; try again when there is a line, or use --keep-trying. Without any line: `rantau sync --via` a courier, or `rantau bundle out`.
usage-next = See `rantau --help`.
village-needed = This device serves { $region }, so the village must be named.
village-next = Give --village with a code like 52.03.13.2001.
village-out-of-scope = That village is outside the region of this device ({ $region }).
seed-foreign-card = The card is not of this province.
seed-foreign-card-next = Enrol that device with the same province first.
seed-not-a-card = This is no device card.
seed-not-a-card-next = On the new device: `rantau device card`.
seed-not-for-us = The file is not for this device, or damaged.
seed-not-for-us-next = Ask for a new one with this device's card.
seed-not-needed = This device has these records already.
seed-not-needed-next = Run `rantau sync` for what is new.
seed-not-read = The file cannot be read: { $reason }
seed-not-read-next = Look at its name and the stick.
seed-no-pack = The province is making the pack of this village.
seed-no-pack-next = Try again in some minutes; for few records `rantau sync` is enough.
seed-from-where = It is not said where from: a file, or the address of a kiosk.
seed-no-pack-there = That kiosk does not hold the records of this village to hand on yet.
seed-no-pack-there-next = On the kiosk, where it has a line: `rantau courier serve --forward`. Or run `rantau sync` here.
seed-other-feeds = That device is not enrolled for the records here.
seed-other-feeds-next = Ask the province for the region of that device.

## What two records have in common, and in what they differ.

clues-for = Alike: { $clues }
clues-against = Different: { $clues }
clue-address = one address
clue-birth = one birth date
clue-birth-age = birth dates a generation apart
clue-birth-conventional = one birth date, but one that is often written where it is not known
clue-birth-differs = two birth dates
clue-birth-digit = the birth date differs by one digit
clue-birth-estimate = the estimated birth date fits
clue-birth-month = one month of birth
clue-birth-near = two birth years, close to each other
clue-birth-other-year = one birthday of two years
clue-birth-swapped = day and month of birth are swapped
clue-birth-year = one birth year
clue-card-differs = two family cards
clue-card-slip = nearly one family card
clue-hamlet = one hamlet
clue-hamlet-differs = two hamlets
clue-name = one name
clue-name-letter = the name differs by one letter
clue-name-letters = the name differs by { $letters } letters
clue-name-other = two names
clue-name-part = one name has more words
clue-name-spelling = one name, written otherwise
clue-name-word = only a part of the name is the same
clue-neighbourhood = one RT and RW
clue-nik = one NIK
clue-nik-birth = the NIK differ as the birth dates do
clue-nik-changed = the NIK differs by one digit
clue-nik-differs = two NIK
clue-nik-district = the NIK differ in the kecamatan only
clue-nik-doubled = a digit of the NIK stands twice
clue-nik-lost = a digit of the NIK is missing
clue-nik-swapped = two digits of the NIK are swapped
clue-passport = one passport
clue-phone-differs = other phones
clue-phone-slip = nearly one phone
clue-sex = one sex
clue-sex-differs = two sexes
clue-village = one village
clue-village-differs = two villages
duplicates-next = Nothing is merged. Compare them with `rantau show ID`.
from-row = { $list }, row { $row }
no-duplicates = Nobody seems to be recorded twice.
unnamed-list = a list without a name
wrong-passphrase = The passphrase is wrong.
wrong-passphrase-next = Try again; a lost passphrase cannot be recovered.

## Languages.

broken = Broken
broken-messages = Not used, as it is broken
code = Code
fault-empty = it has no text
fault-endless = too many shared words in it
fault-missing = there is no { $name }: only shared words (-name) that stand above it can be used
fault-steers = it holds a character that steers the screen
fault-too-long = it is too long
fault-twice = this key stands above already
fault-unreadable = not written as key = text
key = Key
lacking-keys = { $count } keys are not translated yet and are said in Indonesian; see `rantau languages template { $code }`.
language = Language
languages-in = Language files are looked for in { $directory }.
languages-next = See `rantau languages --help`.
language-unread = the file cannot be read
left-out-variables = leaves out { $names }
line = Line
not-said = (not said)
reviewer = Reviewed by
translated = Translated
translation = Translation
unknown-keys = Keys that this program does not know
unknown-variables = uses { $names }, which is not there; the Indonesian sentence is used
unnamed-language = The file is not named by a language's code and .ftl, such as sas.ftl.
wrong-variables = Sentences with wrong variables

## Consents.

consent-active = given
consent-not-given = not given
consent-void = none: a consent is written or recorded
consent-withdrawn = withdrawn
method = How
no-consents = No consent is written down.
no-purpose = A consent is of one purpose.
no-purpose-next = Give --purpose in plain words, such as "foto di papan desa".
purpose = Purpose
since = Since

## Figures.

as-of = As of
figure-share = { $numerator } of { $denominator } ({ $percent } %)
figure-uncertain = and { $count } that cannot be counted, as too little is known
figure-withheld = fewer than { $count }
figures-people = People on record: { $people }
how-many = How many
no-period = No such period.
no-period-next = Give --from and --to as days, such as 2026-01-01 and 2026-06-30.
period = Period
rules-version = Rules
unknown-value = not known

## Records of one person.

not-mergeable = The two records are not of one kind, or of a kind that cannot be merged.
not-mergeable-next = Merge two workers, or two households.
not-merged = The record was merged with no other, or more than one was merged into it.
not-merged-next = See `rantau show`: it names the records that were merged.
no-such-change = No change of this record begins so, or more than one does.
no-such-change-next = See the hashes in `rantau history`; at least 4 letters or digits.
merge-takes-two = A merge takes two records, and taking it back one.
merge-takes-two-next = Write `rantau merge KEPT OTHER` or `rantau merge --undo ID`.
merged = { $name } ({ $id }): { $count } records are shown as one now.
one-already = { $name } ({ $id }): the { $count } records are shown as one already.
merged-next = If it was a mistake: `rantau merge --undo { $id }`.
merged-with = Merged with
parted = { $name } ({ $id }) is a record of its own again.
not-same = Noted: two different people. They are proposed no more.
maybe-same = Noted: nobody knows. They may be proposed again.
change-undone = The change was undone, by a new one.
nothing-to-undo = Nothing of that change shows any more; nothing was written.
written-over = { $field } stays as it is: somebody wrote over it since.
in-record = in record { $id }

## History.

on-device = on the device { $device }
told-written = { $who } wrote { $field }: { $to }.
told-changed = { $who } changed { $field } from { $from } to { $to }.
told-settled = { $who } settled { $field }: { $to }, out of { $from }.
told-emptied = { $who } emptied { $field }, which was { $from }.
told-imported = { $who } imported { $field } from row { $row } of a list: { $to }.
told-reimported = { $who } imported { $field } from row { $row } of a newer list: { $from } became { $to }.
told-merged = { $who } merged this record into { $record }.
told-parted = { $who } took back the merge into { $record }.
told-not-same = { $who } noted: not the same person as { $record }.
told-maybe-same = { $who } took back that { $record } is somebody else.
told-split = { $who } split this record from { $record }.
told-not-split = { $who } took back that this was split from { $record }.
told-difference = { $who } settled a difference with { $record }.
told-difference-open = { $who } opened a difference with { $record } again.
