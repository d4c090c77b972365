//! What was done to one file since its last sync.

/// A change of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// Its number on the disk: in which order the changes of all files were made.
    pub(super) number: u64,
    /// From which byte on.
    pub(super) offset: usize,
    /// What stood there; shorter than `after` at the end of the file.
    pub(super) before: Vec<u8>,
    /// What stands there now; shorter than `before` where the file was truncated.
    pub(super) after: Vec<u8>,
    /// How long the file was.
    pub(super) length_before: usize,
    /// How long the file is.
    pub(super) length: usize,
}

/// What a name of the directory would lead to after a cut that loses all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Base {
    /// The file that is there, without the changes.
    #[default]
    InPlace,
    /// Nothing: the file was made since, and never synced.
    Nothing,
    /// Another file that was deleted since.
    Deleted(Vec<u8>),
}

/// What was done to one file since its last sync, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Journal {
    pub(super) base: Base,
    pub(super) changes: Vec<Change>,
}

impl Journal {
    /// Of a file that was just made.
    pub(super) fn created(&mut self) {
        if self.base == Base::InPlace {
            self.base = Base::Nothing;
        }
        self.changes.clear();
    }

    /// Of a file with this content that is about to be deleted.
    pub(super) fn deleted(&mut self, content: Vec<u8>) {
        if self.base == Base::InPlace {
            self.base = Base::Deleted(self.undone(content));
        }
        self.changes.clear();
    }

    pub(super) fn synced(&mut self) {
        *self = Self::default();
    }

    /// A deletion has become durable.
    pub(super) fn forget_deleted(&mut self) {
        if matches!(self.base, Base::Deleted(_)) {
            self.base = Base::Nothing;
        }
    }

    /// The content without the changes.
    pub(super) fn undone(&self, mut content: Vec<u8>) -> Vec<u8> {
        for change in self.changes.iter().rev() {
            content.resize(change.length_before, 0);
            overwrite(&mut content, change.offset, &change.before);
        }
        content
    }

    /// What would be there after a cut that loses all; `content` is what is there now.
    pub(super) fn durable(&self, content: Option<Vec<u8>>) -> Option<Vec<u8>> {
        match &self.base {
            Base::InPlace => content.map(|content| self.undone(content)),
            Base::Nothing => None,
            Base::Deleted(before) => Some(before.clone()),
        }
    }
}

impl Change {
    /// Makes the change, as if it were the next.
    pub(super) fn apply(&self, content: &mut Vec<u8>) {
        content.resize(self.length.max(content.len()), 0);
        overwrite(content, self.offset, &self.after);
        content.truncate(self.length);
    }
}

/// Writes what fits.
pub(super) fn overwrite(content: &mut [u8], offset: usize, bytes: &[u8]) {
    let end = content.len().min(offset + bytes.len());
    if offset < end {
        content[offset..end].copy_from_slice(&bytes[..end - offset]);
    }
}
