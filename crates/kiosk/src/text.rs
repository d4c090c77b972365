//! Every sentence that people read, by its key in the language files `languages/*.ftl`.
//!
//! A new one is a line here and a line in `id.ftl` and `en.ftl`: the key is the name in small letters, and the variables
//! stand here in the order in which the program gives their values. Sentences about values come from the crates that
//! know the rules (`records`, `roster`) and are in both languages there. No sentence holds what somebody typed into a
//! record; variables take counts, ids, codes and file names.

use client_core::{State, record::SyncState};
use language::Declared;
use records::{Kind, milestone::MilestoneCode};

use crate::lang::{Said, Text};

macro_rules! texts {
    ($($name:ident = $key:literal $(, $variable:literal)*;)+) => {
        $(pub(crate) const $name: Text<{ <[&str]>::len(&[$($variable),*]) }> =
            Text { key: $key, variables: &[$($variable),*] };)+

        /// All of them, for the review of languages.
        pub(crate) const DECLARED: &[Declared] = &[$(Declared { key: $key, variables: &[$($variable),*] }),+];

        #[cfg(test)]
        const NAMES: &[&str] = &[$(stringify!($name)),+];
    };
}

texts! {
    // Labels.
    ANSWERS = "answers";
    CARRIED = "carried";
    HALF_DEPOSITS = "half-deposits";
    REFUSED_BUNDLES = "refused-bundles";
    SIZE = "size";
    TO_PROVINCE = "to-province";
    AT_REGISTRY = "at-registry";
    BORN = "born";
    CELL = "cell";
    CHANGE = "change";
    COLUMN = "column";
    DATA = "data";
    DEVICE = "device";
    FIELD = "field";
    HOUSEHOLDS = "households";
    ID = "id";
    LABEL = "label";
    LAST_SYNC = "last-sync";
    LIST = "list";
    LISTS = "lists";
    MARKS = "marks";
    NAME = "name";
    NEW_PEOPLE = "new-people";
    NOT_SENT = "not-sent";
    OFFICER = "officer";
    PLACE = "place";
    PROBLEMS = "problems";
    PROGRESS = "progress";
    REASON = "reason";
    RECEIVED = "received";
    REGION = "region";
    RECEIPTS = "receipts";
    REGISTRY = "registry";
    RESTORED = "restored";
    ROUNDS = "rounds";
    ROW = "row";
    ROWS = "rows";
    ROWS_KEPT = "rows-kept";
    ROWS_NOT_KEPT = "rows-not-kept";
    ROWS_OF_LISTS = "rows-of-lists";
    ROWS_WITH_PROBLEMS = "rows-with-problems";
    SENT = "sent";
    SERVER = "server";
    STAGE = "stage";
    STORE = "store";
    TAKES = "takes";
    UNCHANGED = "unchanged";
    UNDONE = "undone";
    UPDATED = "updated";
    VALUE = "value";
    VILLAGE = "village";
    WHEN = "when";
    WORKERS = "workers";

    // Values.
    CHANGES_AND_BYTES = "changes-and-bytes", "changes", "bytes";
    FROM_LIST = "from-list";
    NEVER = "never";
    NO = "no";
    NOT_PROVEN = "not-proven";
    N_CONFLICTS = "n-conflicts", "count";
    N_EDITS = "n-edits", "count";
    N_OF_N = "n-of-n", "some", "all";
    N_PROBLEMS = "n-problems", "count";
    LISTS_WITH = "lists-with", "lists", "cells";
    OTHER_DEVICE = "other-device";
    PROVEN = "proven";
    CARRIED_BY = "carried-by", "courier";
    N_RECEIPTS = "n-receipts", "receipts", "changes";
    FEED_EQUAL = "feed-equal", "records";
    FEED_MENDED = "feed-mended", "records", "changes", "absent";
    FEED_NOT_COMPARED = "feed-not-compared";
    STORE_SOUND = "store-sound", "changes";
    STORE_UNSOUND = "store-unsound", "changes", "records", "counts", "signatures";
    DAMAGED_RECORD = "damaged-record", "record";
    DAMAGED_RECORD_REBUILT = "damaged-record-rebuilt";
    DAMAGED_RESTORED = "damaged-restored", "count";
    DAMAGED_FETCHED = "damaged-fetched", "count";
    DAMAGED_AWAITED = "damaged-awaited", "count";
    DAMAGED_WRITTEN_AGAIN = "damaged-written-again", "count";
    DAMAGED_LOST = "damaged-lost", "count", "record";
    YES = "yes";

    // How far a change or a record got.
    STATE_FLAGGED = "state-flagged";
    STATE_HELD = "state-held";
    STATE_LOCAL = "state-local";
    STATE_LOGGED = "state-logged";
    STATE_QUARANTINED = "state-quarantined";
    STATE_RECEIPTED = "state-receipted";
    STATE_RECEIVED = "state-received";
    STATE_REFUSED = "state-refused";
    STATE_SET_ASIDE = "state-set-aside";
    STATE_WAITING = "state-waiting";

    // Answers.
    CHANGED = "changed", "name", "record";
    CREATED = "created", "name", "record";
    KIND_WORKER = "kind-worker";
    KIND_HOUSEHOLD = "kind-household";
    KIND_SESSION = "kind-session";
    KIND_CASE = "kind-case";
    KIND_SCREENING = "kind-screening";
    KIND_CONFIDENTIAL = "kind-confidential";
    KIND_OBSERVATION = "kind-observation";
    KIND_OTHER = "kind-other";
    DRY_RUN = "dry-run";
    HOW_TO_CORRECT = "how-to-correct";
    HOW_TO_RESOLVE = "how-to-resolve";
    KEPT_ASIDE = "kept-aside", "count";
    KEPT_ASIDE_OF = "kept-aside-of", "record", "state", "reason";
    LEAVING = "leaving", "count";
    LEFT = "left", "count";
    LEFT_ELSEWHERE = "left-elsewhere", "count";
    LEFT_LENT = "left-lent", "count";
    BORROWED = "borrowed", "count", "until";
    BORROWED_OVER = "borrowed-over", "count";
    LENT_UNTIL = "lent-until";
    LENT_TO = "lent-to";
    LENT_RUNS = "lent-runs", "office", "until", "reason";
    LENT_ENDED = "lent-ended", "office", "ended", "reason";
    HELD_FOR = "held-for", "count";
    ONLY_HERE = "only-here", "count";
    NOBODY_FOUND = "nobody-found";
    NONE = "none";
    NOTHING_WRITTEN = "nothing-written";
    NOW_ENROLLED = "now-enrolled";
    NOW_ENROLLED_NEXT = "now-enrolled-next";
    NO_CONFLICTS = "no-conflicts";
    NO_LISTS = "no-lists";
    NO_PROBLEMS = "no-problems";
    OPEN_CONFLICTS = "open-conflicts", "count";
    OTHER_WORKSHEETS = "other-worksheets", "names";
    REVIEW_ACCEPTED = "review-accepted", "record";
    REVIEW_OPEN = "review-open", "record";
    REVIEW_UNDONE = "review-undone", "record";
    ROW_AND_RECORD = "row-and-record", "row", "record", "fields";
    SAID_SO_ALREADY = "said-so-already", "name", "record";
    SAME_AS_RECORD = "same-as-record", "row", "record", "reasons";
    SAME_PEOPLE = "same-people";
    SAME_ROWS = "same-rows", "row", "other", "reasons";
    SAYS_OTHERWISE = "says-otherwise";
    SHOWN_OF = "shown-of", "shown", "total";
    PAIRS_OF = "pairs-of", "shown", "total";
    SYNC_CONNECTING = "sync-connecting", "number";
    SYNC_FETCHING = "sync-fetching", "done", "total";
    SYNC_PACK_GIVEN_UP = "sync-pack-given-up";
    SYNC_READING = "sync-reading", "done", "total";
    SYNC_PULLED = "sync-pulled", "count";
    SYNC_PUSHING = "sync-pushing", "done", "total";
    SYNC_WAITING = "sync-waiting", "seconds";
    SYNC_NOT_PROVEN = "sync-not-proven";
    SYNC_NOT_PROVEN_NEXT = "sync-not-proven-next";
    SYNC_PROVEN = "sync-proven";
    CARD_NEXT = "card-next";
    CARD_OF = "card-of", "device";
    SEED_LOCKED = "seed-locked";
    SEED_LOCKED_NEXT = "seed-locked-next";
    SEED_TAKEN = "seed-taken", "count";
    SEED_TAKEN_NEXT = "seed-taken-next";
    SEED_WRITTEN = "seed-written", "file", "device";
    SEED_WRITTEN_NEXT = "seed-written-next";
    WATCH_FAILED = "watch-failed", "reason";
    WATCH_LOCKED = "watch-locked";
    WATCH_STOPPED = "watch-stopped";
    WATCH_SYNCED = "watch-synced", "sent", "received", "proof";
    SYNC_REFUSED = "sync-refused", "count";
    TAKEN_BACK = "taken-back", "rows", "records";
    UNREAD_COLUMNS = "unread-columns", "names";
    ANSWER_SUPERSEDED = "answer-superseded";
    ANSWER_TAKEN = "answer-taken", "arrived", "received";
    ARRIVED = "arrived", "count";
    BUNDLE_OUT_NEXT = "bundle-out-next";
    BUNDLE_WRITTEN = "bundle-written", "file", "size";
    CARRIED_NEXT = "carried-next";
    COURIER_FINGERPRINT = "courier-fingerprint", "fingerprint";
    COURIER_LOCKED = "courier-locked";
    COURIER_SERVES = "courier-serves";
    NOBODY_THERE = "nobody-there";
    FORWARDED = "forwarded", "arrived", "waiting";
    CLOCK_AHEAD = "clock-ahead";
    CLOCK_AHEAD_NEXT = "clock-ahead-next";
    LEASE = "lease";
    LEASE_ENDS = "lease-ends", "when";
    LEASE_OVER = "lease-over", "when";
    LEASE_OVER_NEXT = "lease-over-next";
    WIPED = "wiped";
    WIPED_NEXT = "wiped-next";
    OUTBOX = "outbox";
    OUTBOX_BEHIND = "outbox-behind";
    OUTBOX_DELIVERED = "outbox-delivered", "delivered", "before";
    OUTBOX_EMPTY = "outbox-empty";
    OUTBOX_EMPTY_NEXT = "outbox-empty-next";
    OUTBOX_HOLDS = "outbox-holds", "count", "bytes";
    OUTBOX_IN_FILE = "outbox-in-file", "count", "bytes", "file";
    PROVINCE_KEYS = "province-keys";
    PROVINCE_KEY_NOW = "province-key-now";
    PROVINCE_KEY_CHANGED = "province-key-changed", "key";
    PROVINCE_KEY_SAME = "province-key-same", "key";
    PROVINCE_KEY_OLD = "province-key-old";
    PROVINCE_KEY_OLD_NEXT = "province-key-old-next";
    PROVINCE_KEY_FOREIGN = "province-key-foreign";
    PROVINCE_KEY_FOREIGN_NEXT = "province-key-foreign-next";
    PROVINCE_KEY_FORMER = "province-key-former";
    PROVINCE_KEY_FORMER_NEXT = "province-key-former-next";
    PROVINCE_KEY_GAP = "province-key-gap", "missing";
    PROVINCE_KEY_GAP_NEXT = "province-key-gap-next";
    FORWARD_REFUSED = "forward-refused", "count";
    NO_ANSWERS = "no-answers";
    NO_NETWORK = "no-network";
    N_BYTES = "n-bytes", "bytes";
    QR_N_OF = "qr-n-of", "number", "total";
    TO_CARRY = "to-carry";
    UNUSABLE_ANSWERS = "unusable-answers", "count";
    VISITED = "visited", "courier", "fingerprint";
    WITH_COURIER = "with-courier", "count";

    // Reasons for two rows being one person.
    SAME_CARD = "same-card";
    SAME_NIK = "same-nik";
    SAME_NIK_SLIP = "same-nik-slip";
    SAME_OTHER = "same-other";
    SAME_PHONE = "same-phone";

    // Questions.
    AGAIN_PASSPHRASE = "again-passphrase";
    ASK_PASSPHRASE = "ask-passphrase";
    NEW_PASSPHRASE = "new-passphrase";

    // What went wrong, and what to do next.
    BUNDLE_FOR_ANOTHER = "bundle-for-another";
    BUNDLE_FOR_ANOTHER_NEXT = "bundle-for-another-next";
    BUNDLE_FOR_PROVINCE = "bundle-for-province";
    BUNDLE_FOR_PROVINCE_NEXT = "bundle-for-province-next";
    COURIER_FULL = "courier-full";
    COURIER_FULL_NEXT = "courier-full-next";
    COURIER_NEXT = "courier-next";
    DAMAGED_BUNDLE = "damaged-bundle";
    DAMAGED_BUNDLE_NEXT = "damaged-bundle-next";
    FILE_EXISTS = "file-exists", "file";
    FILE_EXISTS_NEXT = "file-exists-next";
    HALF_BUNDLE = "half-bundle";
    NOT_WRITTEN = "not-written", "file", "reason";
    NOT_WRITTEN_NEXT = "not-written-next";
    NOTHING_TO_SEND = "nothing-to-send";
    NOTHING_TO_SEND_NEXT = "nothing-to-send-next";
    NO_BUNDLE_NEXT = "no-bundle-next";
    NO_LISTENER = "no-listener", "address", "reason";
    NO_LISTENER_NEXT = "no-listener-next";
    NO_QR = "no-qr", "file";
    NO_QR_NEXT = "no-qr-next";
    NO_ROOM_ON = "no-room-on", "place";
    NO_ROOM_ON_NEXT = "no-room-on-next", "kilobytes", "place";
    QR_DAMAGED = "qr-damaged", "file";
    QR_MISSING = "qr-missing", "numbers";
    QR_MISSING_NEXT = "qr-missing-next";
    QR_OTHER_SET = "qr-other-set", "file";
    QR_OTHER_SET_NEXT = "qr-other-set-next";
    TOO_MUCH_FOR_BUNDLE = "too-much-for-bundle";
    TOO_MUCH_FOR_BUNDLE_NEXT = "too-much-for-bundle-next";
    WRONG_COURIER = "wrong-courier", "fingerprint";
    WRONG_COURIER_NEXT = "wrong-courier-next";
    AMBIGUOUS = "ambiguous";
    AMBIGUOUS_NEXT = "ambiguous-next";
    ANOTHER_SERVER = "another-server";
    ANOTHER_SERVER_NEXT = "another-server-next";
    BAD_ADDRESS = "bad-address";
    BAD_ADDRESS_NEXT = "bad-address-next";
    CANCELLED = "cancelled";
    CANCELLED_NEXT = "cancelled-next";
    DAMAGED = "damaged", "file";
    DAMAGED_NEXT = "damaged-next";
    DISK_FULL = "disk-full";
    DISK_FULL_NEXT = "disk-full-next";
    EMPTY_ELEMENT = "empty-element";
    ENROLLED = "enrolled", "directory";
    ENROLLED_NEXT = "enrolled-next";
    EXISTS = "exists";
    CERTIFICATE_ENDED = "certificate-ended", "ended", "clock";
    CERTIFICATE_ENDED_NEXT = "certificate-ended-next";
    CODE_EXPIRED = "code-expired";
    CODE_UNKNOWN = "code-unknown";
    CODE_UNKNOWN_NEXT = "code-unknown-next";
    CODE_USED = "code-used";
    CODE_WITHDRAWN = "code-withdrawn";
    EXISTS_NEXT = "exists-next";
    FOREIGN_PROVINCE = "foreign-province";
    INTERNAL = "internal";
    INTERNAL_NEXT = "internal-next";
    INVALID = "invalid";
    INVALID_NEXT = "invalid-next";
    INVITATION_NEXT = "invitation-next";
    LATER_NEXT = "later-next";
    MISSING = "missing", "fields";
    MISSING_NEXT = "missing-next";
    MISTYPED_CODE = "mistyped-code";
    MISTYPED_CODE_NEXT = "mistyped-code-next";
    NEWER = "newer";
    NEWER_NEXT = "newer-next";
    NOTHING_TO_EDIT = "nothing-to-edit";
    NOTHING_TO_EDIT_NEXT = "nothing-to-edit-next";
    NOT_A_LIST_NEXT = "not-a-list-next";
    NOT_A_PAIR = "not-a-pair";
    NOT_A_PAIR_NEXT = "not-a-pair-next";
    ENROLMENT_ASKED = "enrolment-asked", "file";
    ENROLMENT_ASKED_NEXT = "enrolment-asked-next";
    NO_ANSWER_FILE = "no-answer-file", "reason";
    NO_ANSWER_FILE_NEXT = "no-answer-file-next";
    NOT_ASKED = "not-asked";
    NOT_ASKED_NEXT = "not-asked-next";
    NO_INVITATION = "no-invitation";
    NO_INVITATION_FILE = "no-invitation-file", "reason";
    NO_INVITATION_NEXT = "no-invitation-next";
    OTHER_NAME = "other-name", "name";
    OTHER_NAME_NEXT = "other-name-next";
    PLAIN_HTTP = "plain-http";
    PLAIN_HTTP_NEXT = "plain-http-next";
    NOT_ENROLLED = "not-enrolled", "directory";
    NOT_ENROLLED_NEXT = "not-enrolled-next";
    NOT_HEADS = "not-heads";
    NOT_HEADS_NEXT = "not-heads-next";
    NO_COLLECTION = "no-collection";
    NO_COLLECTION_NEXT = "no-collection-next";
    NO_DATE = "no-date";
    NO_DEVICE_NAME = "no-device-name";
    NO_DEVICE_NAME_NEXT = "no-device-name-next";
    NO_FILE = "no-file";
    NO_FILE_NEXT = "no-file-next";
    NO_HOME = "no-home";
    NO_HOME_NEXT = "no-home-next";
    NO_SUCH_LANGUAGE = "no-such-language", "code", "file";
    NO_SUCH_AREA = "no-such-area";
    NO_SUCH_AREA_NEXT = "no-such-area-next";
    NO_SUCH_CONFLICT = "no-such-conflict", "field";
    NO_SUCH_CONFLICT_NEXT = "no-such-conflict-next";
    NO_SUCH_ELEMENT = "no-such-element", "collection";
    NO_SUCH_ELEMENT_NEXT = "no-such-element-next";
    NO_SUCH_FIELD = "no-such-field", "kind";
    NO_SUCH_FILE = "no-such-file", "file", "reason";
    NO_SUCH_LIST = "no-such-list";
    NO_SUCH_LIST_NEXT = "no-such-list-next";
    NO_SUCH_RECORD = "no-such-record";
    NO_SUCH_RECORD_NEXT = "no-such-record-next";
    NO_SUCH_STAGE = "no-such-stage";
    NO_SUCH_STAGE_NEXT = "no-such-stage-next", "codes";
    NO_SUCH_VILLAGE = "no-such-village";
    OPERATOR_NEXT = "operator-next";
    OTHER_VILLAGE = "other-village", "village", "other";
    OTHER_VILLAGE_NEXT = "other-village-next";
    PASSPHRASES_DIFFER = "passphrases-differ";
    PASSPHRASES_DIFFER_NEXT = "passphrases-differ-next";
    PASSPHRASE_FILE = "passphrase-file", "reason";
    PASSPHRASE_NEEDED = "passphrase-needed";
    PASSPHRASE_NEXT = "passphrase-next";
    PROVINCE_ONLY = "province-only";
    PROVINCE_ONLY_NEXT = "province-only-next";
    QR_TOO_LARGE = "qr-too-large";
    QR_TOO_LARGE_NEXT = "qr-too-large-next";
    REFUSED = "refused", "reason";
    REVOKED_NEXT = "revoked-next";
    SEVERAL_LISTS = "several-lists";
    SHORT_PASSPHRASE = "short-passphrase", "characters", "digits";
    COMMON_PASSPHRASE = "common-passphrase";
    DATE_PASSPHRASE = "date-passphrase";
    WEAK_NEXT = "weak-next";
    STORE_BUSY = "store-busy";
    UNEXPECTED = "unexpected", "reason";
    UNKNOWN_HEADS = "unknown-heads";
    UNKNOWN_HEADS_NEXT = "unknown-heads-next";
    UNREACHABLE = "unreachable";
    UNREACHABLE_NEXT = "unreachable-next";
    USAGE_NEXT = "usage-next";
    VILLAGE_NEEDED = "village-needed", "region";
    VILLAGE_NEXT = "village-next";
    VILLAGE_OUT_OF_SCOPE = "village-out-of-scope", "region";
    SEED_FOREIGN_CARD = "seed-foreign-card";
    SEED_FOREIGN_CARD_NEXT = "seed-foreign-card-next";
    SEED_NOT_A_CARD = "seed-not-a-card";
    SEED_NOT_A_CARD_NEXT = "seed-not-a-card-next";
    SEED_NOT_FOR_US = "seed-not-for-us";
    SEED_NOT_FOR_US_NEXT = "seed-not-for-us-next";
    SEED_NOT_NEEDED = "seed-not-needed";
    SEED_NOT_NEEDED_NEXT = "seed-not-needed-next";
    SEED_NOT_READ = "seed-not-read", "reason";
    SEED_NOT_READ_NEXT = "seed-not-read-next";
    SEED_NO_PACK = "seed-no-pack";
    SEED_NO_PACK_NEXT = "seed-no-pack-next";
    SEED_FROM_WHERE = "seed-from-where";
    SEED_NO_PACK_THERE = "seed-no-pack-there";
    SEED_NO_PACK_THERE_NEXT = "seed-no-pack-there-next";
    SEED_OTHER_FEEDS = "seed-other-feeds";
    SEED_OTHER_FEEDS_NEXT = "seed-other-feeds-next";

    // What two records have in common, and in what they differ.
    CLUES_FOR = "clues-for", "clues";
    CLUES_AGAINST = "clues-against", "clues";
    CLUE_ADDRESS = "clue-address";
    CLUE_BIRTH = "clue-birth";
    CLUE_BIRTH_AGE = "clue-birth-age";
    CLUE_BIRTH_CONVENTIONAL = "clue-birth-conventional";
    CLUE_BIRTH_DIFFERS = "clue-birth-differs";
    CLUE_BIRTH_DIGIT = "clue-birth-digit";
    CLUE_BIRTH_ESTIMATE = "clue-birth-estimate";
    CLUE_BIRTH_MONTH = "clue-birth-month";
    CLUE_BIRTH_NEAR = "clue-birth-near";
    CLUE_BIRTH_OTHER_YEAR = "clue-birth-other-year";
    CLUE_BIRTH_SWAPPED = "clue-birth-swapped";
    CLUE_BIRTH_YEAR = "clue-birth-year";
    CLUE_CARD_DIFFERS = "clue-card-differs";
    CLUE_CARD_SLIP = "clue-card-slip";
    CLUE_HAMLET = "clue-hamlet";
    CLUE_HAMLET_DIFFERS = "clue-hamlet-differs";
    CLUE_NAME = "clue-name";
    CLUE_NAME_LETTER = "clue-name-letter";
    CLUE_NAME_LETTERS = "clue-name-letters", "letters";
    CLUE_NAME_OTHER = "clue-name-other";
    CLUE_NAME_PART = "clue-name-part";
    CLUE_NAME_SPELLING = "clue-name-spelling";
    CLUE_NAME_WORD = "clue-name-word";
    CLUE_NEIGHBOURHOOD = "clue-neighbourhood";
    CLUE_NIK = "clue-nik";
    CLUE_NIK_BIRTH = "clue-nik-birth";
    CLUE_NIK_CHANGED = "clue-nik-changed";
    CLUE_NIK_DIFFERS = "clue-nik-differs";
    CLUE_NIK_DISTRICT = "clue-nik-district";
    CLUE_NIK_DOUBLED = "clue-nik-doubled";
    CLUE_NIK_LOST = "clue-nik-lost";
    CLUE_NIK_SWAPPED = "clue-nik-swapped";
    CLUE_PASSPORT = "clue-passport";
    CLUE_PHONE_DIFFERS = "clue-phone-differs";
    CLUE_PHONE_SLIP = "clue-phone-slip";
    CLUE_SEX = "clue-sex";
    CLUE_SEX_DIFFERS = "clue-sex-differs";
    CLUE_VILLAGE = "clue-village";
    CLUE_VILLAGE_DIFFERS = "clue-village-differs";
    DUPLICATES_NEXT = "duplicates-next";
    FROM_ROW = "from-row", "list", "row";
    NO_DUPLICATES = "no-duplicates";
    UNNAMED_LIST = "unnamed-list";
    TOO_SOON = "too-soon", "seconds";
    TOO_SOON_NEXT = "too-soon-next";
    WHICH_OFFICER = "which-officer", "names";
    WHICH_OFFICER_NEXT = "which-officer-next";
    NO_SUCH_OFFICER = "no-such-officer";
    NO_SUCH_OFFICER_NEXT = "no-such-officer-next";
    HANDLE_TAKEN = "handle-taken", "name";
    HANDLE_TAKEN_NEXT = "handle-taken-next";
    LAST_OFFICER = "last-officer";
    LAST_OFFICER_NEXT = "last-officer-next";
    RESET_NEEDED = "reset-needed";
    RESET_NEEDED_NEXT = "reset-needed-next";
    CLOSED_RECORD = "closed-record";
    CLOSED_RECORD_NEXT = "closed-record-next";
    LOAN_OVER = "loan-over", "until";
    LOAN_OVER_NEXT = "loan-over-next";
    MISTYPED_RESET = "mistyped-reset";
    WRONG_RESET = "wrong-reset";
    WRONG_RESET_NEXT = "wrong-reset-next";
    ASK_OFFICER = "ask-officer", "names";
    WORKS_NOW = "works-now";
    NEEDS_RESET = "needs-reset";
    SHORT_NAME = "short-name";
    PASSPHRASE_CHANGED = "passphrase-changed", "name";
    ONLY_A_PIN = "only-a-pin";
    KEY_CHANGED = "key-changed";
    ERASED_RECORDS = "erased-records", "count";
    TURNED_AWAY_WAIT = "turned-away-wait", "count";
    CLOSED_RECORDS = "closed-records", "records", "unsent";
    WRONG_PASSPHRASE = "wrong-passphrase";
    WRONG_PASSPHRASE_NEXT = "wrong-passphrase-next";

    // What is wrong with a command.
    MISTAKE_ARGUMENT = "mistake-argument";
    MISTAKE_COMMAND = "mistake-command";
    MISTAKE_CONFLICT = "mistake-conflict", "arguments";
    MISTAKE_COUNT = "mistake-count", "arguments";
    MISTAKE_MISSING = "mistake-missing", "arguments";
    MISTAKE_NO_COMMAND = "mistake-no-command";
    MISTAKE_OTHER = "mistake-other";
    MISTAKE_VALUE = "mistake-value", "arguments";

    // Languages.
    BROKEN = "broken";
    BROKEN_MESSAGES = "broken-messages";
    CODE = "code";
    FAULT_EMPTY = "fault-empty";
    FAULT_ENDLESS = "fault-endless";
    FAULT_MISSING = "fault-missing", "name";
    FAULT_STEERS = "fault-steers";
    FAULT_TOO_LONG = "fault-too-long";
    FAULT_TWICE = "fault-twice";
    FAULT_UNREADABLE = "fault-unreadable";
    KEY = "key";
    LACKING_KEYS = "lacking-keys", "count", "code";
    LANGUAGE = "language";
    LANGUAGES_IN = "languages-in", "directory";
    LANGUAGES_NEXT = "languages-next";
    LANGUAGE_UNREAD = "language-unread";
    LEFT_OUT_VARIABLES = "left-out-variables", "names";
    LINE = "line";
    NOT_SAID = "not-said";
    REVIEWER = "reviewer";
    TRANSLATED = "translated";
    TRANSLATION = "translation";
    UNKNOWN_KEYS = "unknown-keys";
    UNKNOWN_VARIABLES = "unknown-variables", "names";
    UNNAMED_LANGUAGE = "unnamed-language";
    WRONG_VARIABLES = "wrong-variables";

    // Consents.
    CONSENT_ACTIVE = "consent-active";
    CONSENT_NOT_GIVEN = "consent-not-given";
    CONSENT_VOID = "consent-void";
    CONSENT_WITHDRAWN = "consent-withdrawn";
    METHOD = "method";
    NO_CONSENTS = "no-consents";
    NO_PURPOSE = "no-purpose";
    NO_PURPOSE_NEXT = "no-purpose-next";
    PURPOSE = "purpose";
    SINCE = "since";

    // Figures.
    AS_OF = "as-of";
    FIGURES_PEOPLE = "figures-people", "people";
    FIGURE_SHARE = "figure-share", "numerator", "denominator", "percent";
    FIGURE_UNCERTAIN = "figure-uncertain", "count";
    FIGURE_WITHHELD = "figure-withheld", "count";
    HOW_MANY = "how-many";
    NO_PERIOD = "no-period";
    NO_PERIOD_NEXT = "no-period-next";
    PERIOD = "period";
    RULES_VERSION = "rules-version";
    UNKNOWN_VALUE = "unknown-value";

    // Records of one person.
    NOT_MERGEABLE = "not-mergeable";
    NOT_MERGEABLE_NEXT = "not-mergeable-next";
    NOT_MERGED = "not-merged";
    NOT_MERGED_NEXT = "not-merged-next";
    NO_SUCH_CHANGE = "no-such-change";
    NO_SUCH_CHANGE_NEXT = "no-such-change-next";
    MERGE_TAKES_TWO = "merge-takes-two";
    MERGE_TAKES_TWO_NEXT = "merge-takes-two-next";
    MERGED = "merged", "name", "id", "count";
    ONE_ALREADY = "one-already", "name", "id", "count";
    MERGED_NEXT = "merged-next", "id";
    MERGED_WITH = "merged-with";
    PARTED = "parted", "name", "id";
    NOT_SAME = "not-same";
    MAYBE_SAME = "maybe-same";
    NOBODY_WAITS = "nobody-waits";
    NOBODY_WAITS_NEXT = "nobody-waits-next";
    NOBODY_TURNED_AWAY = "nobody-turned-away";
    TURNED_AWAY = "turned-away";
    REGISTERED_AGAIN = "registered-again", "name", "id";
    REGISTERED_ALREADY = "registered-already", "name", "id";
    REGISTRATION_DROPPED = "registration-dropped", "name";
    ROWS_ERASED = "rows-erased", "count";
    CHANGE_UNDONE = "change-undone";
    NOTHING_TO_UNDO = "nothing-to-undo";
    WRITTEN_OVER = "written-over", "field";
    IN_RECORD = "in-record", "id";

    // History.
    ON_DEVICE = "on-device", "device";
    TOLD_WRITTEN = "told-written", "who", "field", "to";
    TOLD_CHANGED = "told-changed", "who", "field", "from", "to";
    TOLD_SETTLED = "told-settled", "who", "field", "to", "from";
    TOLD_EMPTIED = "told-emptied", "who", "field", "from";
    TOLD_IMPORTED = "told-imported", "who", "row", "field", "to";
    TOLD_REIMPORTED = "told-reimported", "who", "row", "field", "from", "to";
    TOLD_MERGED = "told-merged", "who", "record";
    TOLD_PARTED = "told-parted", "who", "record";
    TOLD_NOT_SAME = "told-not-same", "who", "record";
    TOLD_MAYBE_SAME = "told-maybe-same", "who", "record";
    TOLD_SPLIT = "told-split", "who", "record";
    TOLD_NOT_SPLIT = "told-not-split", "who", "record";
    TOLD_DIFFERENCE = "told-difference", "who", "record";
    TOLD_DIFFERENCE_OPEN = "told-difference-open", "who", "record";

    // What records tell.
    AGE = "age";
    PROCEDURAL = "procedural";
    CONSENT = "consent";
    CASE_NUMBER = "case-number";
    CASE_STATUS = "case-status";
    CASE_ACCESS = "case-access";
    SCREENING_RESULT = "screening-result";
    ATTENDANCE = "attendance";
    TOPICS = "topics";
    SCORES = "scores";
    DUE_DAY = "due-day";
    WHAT = "what";
    CASE_ABOUT = "case-about";
    AGE_OF = "age-of", "years";
    AGE_BETWEEN = "age-between", "least", "most";
    STATED_BY_AUTHORITY = "stated-by-authority", "status";
    STATED_BY_RECORD = "stated-by-record", "status";
    LEFT_ON_VISA = "left-on-visa", "visa";
    PASSED = "passed", "milestone";
    PASSED_BY_AUTHORITY = "passed-by-authority", "milestone";
    NOT_RECORDED = "not-recorded", "milestone";
    NOT_DEPARTED = "not-departed";
    RULE_NOT_VERIFIED = "rule-not-verified";
    STILL_MISSING = "still-missing";
    TO_LOOK_AT = "to-look-at";
    DUE = "due";
    MISSING_SCHEME = "missing-scheme";
    MISSING_REQUIREMENT = "missing-requirement", "scheme";
    PAPER_MISSING = "paper-missing";
    PAPER_TOLD = "paper-told";
    PAPER_EXPIRED = "paper-expired";
    PAPER_SUSPECT = "paper-suspect";
    PAPER_FORGED = "paper-forged";
    PAPER_REVOKED = "paper-revoked";
    PAPER_HAD = "paper-had";
    DUE_TODAY = "due-today", "day";
    DUE_IN = "due-in", "day", "days";
    DUE_PAST = "due-past", "day", "days";
    CONTRACT_ENDS = "contract-ends";
    PAPER_EXPIRES = "paper-expires", "paper";
    CARD_EXPIRES = "card-expires";
    HOLIDAYS_UNKNOWN = "holidays-unknown";
    CASE_URGENT = "case-urgent";
    CASE_MAY_CLOSE = "case-may-close", "reason";
    CASE_REFERRALS_WAIT = "case-referrals-wait", "count";
    CASE_FOLLOWED = "case-followed";
    SCREENING_REFER = "screening-refer";
    SCREENING_FOLLOW_UP = "screening-follow-up";
    SCREENING_NONE = "screening-none";
    SCREENING_BECAUSE = "screening-because", "count";
    SCREENING_FOUND = "screening-found", "codes";
    SCREENING_UNCLEAR = "screening-unclear", "codes";
    SCREENING_NOT_ASKED = "screening-not-asked", "codes";
    SCREENING_ADVICE = "screening-advice";
    FOUND_IN_DATA = "found-in-data";
    ATTENDANCE_OF = "attendance-of", "present", "listed";
    SCORES_OF = "scores-of", "before", "after", "people", "improved";
    TOPICS_NOT_COVERED = "topics-not-covered";
    FLAG_NO_DOCS = "flag-no-docs";
    FLAG_NO_P3MI = "flag-no-p3mi";
    FLAG_NO_COMPETENCE = "flag-no-competence";
    FLAG_TOO_YOUNG = "flag-too-young", "age", "minimum";
    FLAG_PERHAPS_TOO_YOUNG = "flag-perhaps-too-young", "age", "minimum";
    FLAG_TOO_OLD = "flag-too-old", "age", "maximum";
    FLAG_COUNTRY = "flag-country", "country", "status", "reason";
    EVERY_COUNTRY = "every-country";
    FLAG_JOB_ORDER = "flag-job-order", "status";
    FLAG_AGENCY_LICENCE = "flag-agency-licence", "status";
    FLAG_EMPLOYER_BLACKLISTED = "flag-employer-blacklisted";
    FLAG_PAPER_HELD = "flag-paper-held", "paper", "holder";
    FLAG_PAPER_DOUBTFUL = "flag-paper-doubtful", "paper", "check";
    FLAG_PERMISSION_REVOKED = "flag-permission-revoked";
    FLAG_UNLICENSED_RECRUITER = "flag-unlicensed-recruiter";
    FLAG_DEBT_TO_RECRUITER = "flag-debt-to-recruiter", "lender";
    FLAG_PAID_FOR_FREE_JOB = "flag-paid-for-free-job";
    FLAG_WRONG_VISA = "flag-wrong-visa", "visa";
    FLAG_LEFT_BEFORE_ORIENTATION = "flag-left-before-orientation";
    FLAG_NIK_DIFFERS = "flag-nik-differs", "parts";
    NIK_BIRTH_DATE = "nik-birth-date";
    NIK_SEX = "nik-sex";
    NIK_REGION = "nik-region";
    FLAG_NOT_FIT = "flag-not-fit", "result";
    FLAG_CONTACT_WORRYING = "flag-contact-worrying";
    FLAG_CONTACT_WATCHED = "flag-contact-watched";
    NO_REMINDERS = "no-reminders";
    NO_NOTICES = "no-notices";
    NOTICE_KIND = "notice-kind";
    HOW_IT_STANDS = "how-it-stands";
    WITHDRAWN = "withdrawn", "reason";
    RULES = "rules";
    RULES_OF_PROVINCE = "rules-of-province", "version", "day";
    RULES_BUILT_IN = "rules-built-in", "version", "day";
    RULES_UNUSABLE = "rules-unusable", "version", "reason";
    NO_CASES = "no-cases";
    NO_SESSIONS = "no-sessions";
    NO_SUCH_CASE = "no-such-case";
    NO_SUCH_CASE_NEXT = "no-such-case-next";
    NO_SUCH_SESSION = "no-such-session";
    NO_SUCH_SESSION_NEXT = "no-such-session-next";
    SEVERAL_FIT = "several-fit";
    SEVERAL_FIT_NEXT = "several-fit-next";
    NOT_A_WORKER = "not-a-worker";
    NOT_A_WORKER_NEXT = "not-a-worker-next";
    NO_SUCH_CODE = "no-such-code", "code", "field";
    NO_SUCH_CODE_NEXT = "no-such-code-next", "codes";
    WHO_ATTENDED = "who-attended";
    WHO_ATTENDED_NEXT = "who-attended-next";
    NO_ANSWERS_GIVEN = "no-answers-given";
    NO_ANSWERS_GIVEN_NEXT = "no-answers-given-next";
    NO_SUCH_QUESTION = "no-such-question", "code";
    NO_SUCH_QUESTION_NEXT = "no-such-question-next";
    SCREENING_INTRO = "screening-intro", "count";
    SCREENING_AGAIN = "screening-again";
    SCREENING_RECORDED = "screening-recorded", "record";
    SCREENING_CASE_OFFERED = "screening-case-offered";
    SCREENING_CASE_NEXT = "screening-case-next";
    SCREENING_CASE_MADE = "screening-case-made", "record";
    SHARED_PHONE = "shared-phone", "count";
    SHARED_RECRUITER = "shared-recruiter", "count";
    SHARED_ADDRESS = "shared-address", "count";
    SHARED_ACCOUNT = "shared-account", "count";
    SHARED_LETTER_NUMBER = "shared-letter-number", "count";
    PLACES_OF = "places-of", "filled", "preparing", "total";
    OVERSOLD = "oversold", "count";
    FLAG_DIFFERS = "flag-differs", "fields";
    NOTHING_SHARED = "nothing-shared";

    // Two people in one record, and one who is known.
    NOTHING_TO_SPLIT = "nothing-to-split";
    NOTHING_TO_SPLIT_NEXT = "nothing-to-split-next";
    NO_SUCH_STATEMENT = "no-such-statement";
    NO_SUCH_STATEMENT_NEXT = "no-such-statement-next";
    CONTRADICTION = "contradiction", "one", "other", "percent";
    NO_CONTRADICTION = "no-contradiction";
    NO_CONTRADICTIONS = "no-contradictions";
    CONTRADICTIONS_NEXT = "contradictions-next";
    SPLIT_NEXT = "split-next", "id";
    SPLIT = "split", "name", "id", "new-name", "new";
    SPLIT_UNDO = "split-undo", "id", "new";
    LIKELY_KNOWN = "likely-known";
    LIKELY_KNOWN_NEXT = "likely-known-next";
    ASK_NEW_PERSON = "ask-new-person";
    KNOWN_ALREADY = "known-already";
    KNOWN_ALREADY_NEXT = "known-already-next";
}

/// What a reviewer decided on an edit, empty before.
pub(crate) fn review(outcome: &str) -> Text<1> {
    match outcome {
        "accepted" => REVIEW_ACCEPTED,
        "undone" => REVIEW_UNDONE,
        _ => REVIEW_OPEN,
    }
}

/// What a record without a name is called.
pub(crate) const fn kind(kind: Kind) -> Text {
    match kind {
        Kind::Worker => KIND_WORKER,
        Kind::Household => KIND_HOUSEHOLD,
        Kind::Session => KIND_SESSION,
        Kind::Case => KIND_CASE,
        Kind::Screening => KIND_SCREENING,
        Kind::Confidential => KIND_CONFIDENTIAL,
        Kind::Observation => KIND_OBSERVATION,
        Kind::Standing | Kind::Notice | _ => KIND_OTHER,
    }
}

/// How far a change got.
pub(crate) const fn state(state: State) -> Text {
    match state {
        State::Local => STATE_LOCAL,
        State::Received => STATE_RECEIVED,
        State::Held => STATE_HELD,
        State::Refused => STATE_REFUSED,
        State::SetAside => STATE_SET_ASIDE,
        State::Logged => STATE_LOGGED,
        State::Flagged => STATE_FLAGGED,
        State::Waiting => STATE_WAITING,
        State::Quarantined => STATE_QUARANTINED,
    }
}

/// How far a record got.
pub(crate) const fn sync_state(state: SyncState) -> Text {
    match state {
        SyncState::Recorded => STATE_LOCAL,
        SyncState::Received => STATE_RECEIVED,
        SyncState::Logged => STATE_LOGGED,
        SyncState::Receipted => STATE_RECEIPTED,
    }
}

/// Why two rows may be one person.
pub(crate) fn same_reason(code: &str) -> Text {
    match code {
        "same_nik" => SAME_NIK,
        "nik_slip" => SAME_NIK_SLIP,
        "same_family_card" => SAME_CARD,
        "same_phone" => SAME_PHONE,
        _ => SAME_OTHER,
    }
}

/// The stages that there are.
pub(crate) fn no_such_stage_next() -> Said {
    let codes: Vec<_> = MilestoneCode::SET.codes.iter().map(|entry| entry.code).collect();
    NO_SUCH_STAGE_NEXT.with(&[&codes.join(", ")])
}

#[cfg(test)]
mod tests {
    use language::{Catalogue, Pack};

    use super::*;
    use crate::lang::{ENGLISH, INDONESIAN};

    /// No label of a table stands in the files of the program, so that there is one place for it.
    fn is_whole(pack: &Pack) {
        let catalogue = Catalogue { declared: DECLARED, labels: &[], id: &INDONESIAN, en: &ENGLISH };
        let review = catalogue.review(pack);
        assert_eq!(pack.faults(), []);
        assert_eq!(review.lacking, Vec::<String>::new());
        assert_eq!(review.unknown, Vec::<String>::new());
        assert_eq!(review.wrong_variables, []);
    }

    #[test]
    fn indonesian_and_english_say_every_sentence_with_its_variables_and_no_other() {
        is_whole(&INDONESIAN);
        is_whole(&ENGLISH);
    }

    #[test]
    fn the_key_of_a_sentence_is_its_name() {
        for (name, declared) in NAMES.iter().zip(DECLARED) {
            assert_eq!(name.to_lowercase().replace('_', "-"), declared.key);
        }
    }
}
