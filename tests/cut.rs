//! One real exchange over lines that are cut after every so many bytes, or stall.
//!
//! A device with a list of its own syncs with a province that holds another list: some frames each way. The same exchange
//! is run again and again from copies of the same files, each time over a line that ends after another byte. Whatever the
//! byte, both sides must hold the same in the end, and at most one frame may go twice in each direction.
//!
//! | variable | what for |
//! |---|---|
//! | `RANTAU_SOAK` | every byte, in a drawn order, for so many minutes (`make soak`) |

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use support::{Stage, names, names_of, people, write_list};
use tempfile::TempDir;
use testkit::{
    deployment::Device,
    link::{Cuts, Line, Link, Stalls, Stats},
    soak::Soak,
};
use tokio::time::timeout;

/// The people of each of the two lists; together fewer than a pack is made of, as that comes in place of frames.
const PEOPLE: usize = 150;
/// Positions of a cut in each direction.
const POSITIONS: u64 = 7;
/// Exchanges that run side by side.
const SIDE_BY_SIDE: usize = 3;
/// A frame holds at most 16 kB of changes on a line that is not known, which are less than this when packed.
const FRAME: u64 = 6_000;
/// By how many bytes two runs of one exchange may differ: keys, signatures and times are packed differently well.
const SPREAD: u64 = 200;
/// What the device and the server may take to give up a line that is silent, before a test that waits for it hangs.
const PATIENCE: Duration = Duration::from_secs(180);

/// A device that never synced its list, and a stopped province that holds another device's.
struct Scene {
    stage: Stage,
    ani: Device,
    expected: Vec<String>,
}

/// What one sync took.
#[derive(Debug, Clone, Copy)]
struct Cost {
    up: u64,
    down: u64,
    cuts: u64,
}

impl Scene {
    async fn new() -> Result<Self> {
        let mut stage = Stage::training().await?;
        let (ani, budi) = (stage.device("Ani").await?, stage.device("Budi").await?);
        let everybody = people(211, 2 * PEOPLE);
        for (device, list) in [&ani, &budi].into_iter().zip(everybody.chunks(PEOPLE)) {
            let file = stage.file(&format!("{}.csv", device.name))?;
            write_list(&file, list)?;
            device.run(&["import", &file]).await?;
        }
        budi.sync().await?;
        stage.province.forwarded().await?;
        stage.province.stop_server().await?;
        Ok(Self { stage, ani, expected: names_of(&everybody) })
    }

    /// The exchange over a line, from copies of everything, with what `meanwhile` does to the line.
    async fn sync_over(&self, line: Line, meanwhile: impl AsyncFnOnce(&Link) -> Result<()>) -> Result<Cost> {
        let folder = TempDir::new()?;
        let mut province = self.stage.province.copy_to(folder.path()).await?;
        let ani = self.ani.copy_to(folder.path())?;
        let link = Link::open(province.server()?, line)?;
        let (synced, ()) = tokio::try_join!(sync_over(&ani, &link), meanwhile(&link))?;
        ensure!(synced["proven"] == true && synced["refused"] == 0, "{synced}");
        let Stats { bytes_up: up, bytes_down: down, cuts, .. } = link.stats();
        ensure!(names(&ani).await? == self.expected, "{synced}: other people than were listed");
        province.stop_server().await?;
        let checked = province.run(&["check"]).await?;
        ensure!(checked["ok"] == true, "{checked}");
        Ok(Cost { up, down, cuts })
    }

    async fn cut(&self, cuts: Cuts, whole: Whole) -> Result<()> {
        let what = format!("{cuts:?}");
        let cost = self.sync_over(Line { cuts, ..Line::clear() }, async |_| Ok(())).await;
        let cost = cost.with_context(|| what.clone())?;
        ensure!(cost.cuts == 1, "{what}: {cost:?}");
        whole.check(cost).with_context(|| what)
    }

    /// What the exchange costs over a line in nobody's way, and how much more a second one does, with nothing to say.
    async fn whole(&self) -> Result<Whole> {
        let folder = TempDir::new()?;
        let province = self.stage.province.copy_to(folder.path()).await?;
        let ani = self.ani.copy_to(folder.path())?;
        let link = Link::open(province.server()?, Line::clear())?;
        sync_over(&ani, &link).await?;
        let first = link.stats();
        sync_over(&ani, &link).await?;
        let second = link.stats();
        let whole = Whole {
            up: first.bytes_up,
            down: first.bytes_down,
            greeting_up: second.bytes_up - first.bytes_up,
            greeting_down: second.bytes_down - first.bytes_down,
        };
        ensure!(whole.up > 2 * FRAME && whole.down > 2 * FRAME, "too little to be cut: {whole:?}");
        Ok(whole)
    }
}

/// What the exchange takes where nothing goes wrong.
#[derive(Debug, Clone, Copy)]
struct Whole {
    up: u64,
    down: u64,
    /// Of an exchange that says nothing.
    greeting_up: u64,
    greeting_down: u64,
}

impl Whole {
    /// At most one frame goes again each way, and with it the greetings of two more exchanges: one to ask what arrived,
    /// one to go on.
    fn check(self, cost: Cost) -> Result<()> {
        ensure!(cost.up <= self.up + FRAME + 2 * self.greeting_up, "{cost:?} instead of {self:?}");
        ensure!(cost.down <= self.down + FRAME + 2 * self.greeting_down, "{cost:?} instead of {self:?}");
        Ok(())
    }

    /// Every byte at which the line may be cut, but for the last few: no two runs take quite as many.
    fn positions(self) -> Vec<Cuts> {
        let up = (1..=self.up - SPREAD).map(|at| Cuts { up: vec![at], ..Cuts::default() });
        let down = (1..=self.down - SPREAD).map(|at| Cuts { down: vec![at], ..Cuts::default() });
        up.chain(down).collect()
    }

    /// One drawn position in each of as many stretches of each direction, the first and the last byte with them.
    fn some_positions(self, rng: &mut Rng) -> Vec<Cuts> {
        let mut drawn = |whole: u64| {
            let stretch = (whole - SPREAD) / POSITIONS;
            let inner = (0..POSITIONS).map(|at| at * stretch + rng.u64(1..=stretch));
            [1, whole - SPREAD].into_iter().chain(inner).collect::<Vec<_>>()
        };
        let up = drawn(self.up).into_iter().map(|at| Cuts { up: vec![at], ..Cuts::default() });
        let down = drawn(self.down).into_iter().map(|at| Cuts { down: vec![at], ..Cuts::default() });
        up.chain(down).collect()
    }
}

async fn sync_over(device: &Device, link: &Link) -> Result<serde_json::Value> {
    device.run(&["sync", "--keep-trying", "--server", &format!("https://{}", link.addr())]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_cut_at_any_byte_costs_at_most_one_frame_each_way() -> Result<()> {
    let scene = Scene::new().await?;
    let whole = scene.whole().await?;
    let soak = Soak::of_environment();
    let seed = soak.map_or(307, |soak| soak.seed());
    let mut rng = Rng::with_seed(seed);
    let mut positions = if soak.is_some() { whole.positions() } else { whole.some_positions(&mut rng) };
    rng.shuffle(&mut positions);
    for some in positions.chunks(SIDE_BY_SIDE) {
        let cuts = some.iter().map(|cuts| scene.cut(cuts.clone(), whole));
        futures_util::future::try_join_all(cuts).await.with_context(|| format!("seed {seed}"))?;
        if soak.is_some_and(|soak| soak.is_over()) {
            break;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_stalls_is_given_up_and_the_next_one_goes_on() -> Result<()> {
    let scene = Scene::new().await?;
    let whole = scene.whole().await?;
    let stalls = Stalls { down: vec![whole.down / 2], ..Stalls::default() };
    let line = Line { stalls, ..Line::clear() };
    let moves_again = async |link: &Link| {
        // The device hangs up by itself and calls again; only then the line comes back, without what it still held.
        timeout(PATIENCE, link.took_connections(2)).await.context("the device waits for ever")?;
        link.cut().await;
        Ok(())
    };
    let cost = scene.sync_over(line, moves_again).await?;
    whole.check(cost)
}
