//! Where an answer goes: one JSON object, or a page for people.
//!
//! Answers go to standard output. What went wrong goes to standard error for people, so that a pipe of records holds
//! records only, and to standard output as JSON, so that a program reads one stream.

use std::io::{self, IsTerminal, Write};

use records::Deployment;
use serde::Serialize;

use crate::{
    cli::Global,
    exit::Exit,
    failure::{Failure, Result},
    lang::{Lang, Said},
    mistake,
    page::{Colours, Page},
};

/// What a command found out or did.
pub(crate) trait Answer: Serialize {
    /// What people read.
    fn page(&self, page: &mut Page);

    /// How the program ends.
    fn exit(&self) -> Exit {
        Exit::Done
    }
}

/// An answer, ready to be printed.
#[derive(Debug)]
pub(crate) struct Reply {
    text: String,
    exit: Exit,
}

impl Reply {
    /// Of a command that has said everything as it went on.
    pub(crate) const fn said() -> Self {
        Self { text: String::new(), exit: Exit::Done }
    }
}

/// The form in which answers are wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    lang: Lang,
    json: bool,
}

/// Every answer says whether it is about invented people.
#[derive(Serialize)]
struct Framed<'a, A> {
    #[serde(skip_serializing_if = "Option::is_none")]
    training: Option<bool>,
    #[serde(flatten)]
    answer: &'a A,
}

impl Output {
    /// As the arguments want it, in a language that was found.
    pub(crate) const fn of(global: &Global, lang: Lang) -> Self {
        Self { lang, json: global.json }
    }

    /// The language.
    pub(crate) const fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether a program reads.
    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// Puts an answer of a deployment into its form.
    pub(crate) fn reply<A: Answer>(&self, deployment: Deployment, answer: &A) -> Result<Reply> {
        self.form(Some(deployment), answer)
    }

    /// Puts an answer into its form that holds for any deployment.
    pub(crate) fn reply_unenrolled<A: Answer>(&self, answer: &A) -> Result<Reply> {
        self.form(None, answer)
    }

    /// Prints one of many objects, on a line of its own.
    ///
    /// # Errors
    /// Where nobody reads any more.
    pub(crate) fn event(&self, deployment: Deployment, event: &impl Serialize) -> io::Result<()> {
        let framed = Framed { training: Some(deployment == Deployment::Training), answer: event };
        let line = serde_json::to_string(&framed)? + "\n";
        let mut out = io::stdout();
        out.write_all(line.as_bytes()).and_then(|()| out.flush())
    }

    /// Prints an answer of a command that goes on: for a program in one line.
    pub(crate) fn show<A: Answer>(&self, deployment: Deployment, answer: &A) -> Result<()> {
        let shown = if self.json {
            self.event(deployment, answer)
        } else {
            let reply = self.reply(deployment, answer)?;
            io::stdout().write_all(reply.text.as_bytes()).and_then(|()| io::stdout().flush())
        };
        shown.map_err(|_| Failure::new("internal", crate::text::INTERNAL, crate::text::INTERNAL_NEXT))
    }

    fn form<A: Answer>(&self, deployment: Option<Deployment>, answer: &A) -> Result<Reply> {
        let text = if self.json {
            json(&Framed { training: deployment.map(|of| of == Deployment::Training), answer })?
        } else {
            let mut page = Page::new(self.lang, colours(&io::stdout()));
            if let Some(banner) = deployment.and_then(Deployment::banner) {
                page.banner(banner);
            }
            answer.page(&mut page);
            page.into_text()
        };
        Ok(Reply { text, exit: answer.exit() })
    }

    /// Prints an answer or a failure, and says how the program ends.
    pub(crate) fn finish(&self, result: Result<Reply>) -> Exit {
        match result {
            Ok(reply) => print(&mut io::stdout(), &reply.text, reply.exit),
            Err(failure) => self.fail(&failure),
        }
    }

    /// Says on standard error what does not stop the command.
    pub(crate) fn caution(&self, said: &Said) {
        let mut page = Page::new(self.lang, colours(&io::stderr()));
        page.warning(&said.of(self.lang));
        // A closed standard error is nobody watching.
        let _ = io::stderr().write_all(page.into_text().as_bytes());
    }

    /// Prints what clap says of arguments that it cannot read, or the help that was asked for.
    pub(crate) fn usage(&self, error: &clap::Error) -> Exit {
        let is_help = !error.use_stderr();
        if self.json && !is_help {
            return self.fail(&mistake::failure(error));
        }
        // A closed pipe is the reader's choice.
        let _ = error.print();
        match self.lang {
            _ if is_help => Exit::Done,
            Lang::En => Exit::Usage,
            Lang::Id | Lang::Pack(_) if mistake::is_told_by_help(error) => Exit::Usage,
            Lang::Id | Lang::Pack(_) => self.fail(&mistake::failure(error)),
        }
    }

    fn fail(&self, failure: &Failure) -> Exit {
        if self.json {
            let text = json(&failure.json(self.lang)).unwrap_or_default();
            return print(&mut io::stdout(), &text, failure.exit);
        }
        let mut page = Page::new(self.lang, colours(&io::stderr()));
        failure.page(&mut page);
        print(&mut io::stderr(), &page.into_text(), failure.exit)
    }
}

fn json(answer: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(answer)
        .map_err(|_| Failure::new("internal", crate::text::INTERNAL, crate::text::INTERNAL_NEXT))?;
    Ok(text + "\n")
}

/// Prints all of it at once. A reader that has gone away (`| head`) is no failure.
fn print(to: &mut impl Write, text: &str, exit: Exit) -> Exit {
    match to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
        Ok(()) => exit,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => exit,
        Err(_) => Exit::Failed,
    }
}

fn colours(to: &impl IsTerminal) -> Colours {
    let wanted = to.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if wanted { Colours::On } else { Colours::Off }
}
