use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::*;

/// A server that answers each connection with what it got, once the device has said all.
async fn echo() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut all = Vec::new();
                if stream.read_to_end(&mut all).await.is_ok() {
                    let _ = stream.write_all(&all).await;
                }
            });
        }
    });
    addr
}

async fn ask(link: &Link, question: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(link.addr()).await?;
    stream.write_all(question).await?;
    stream.shutdown().await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn bytes_pass_unchanged_and_are_counted() {
    let link = Link::open(echo().await, Line::clear()).unwrap();
    let question: Vec<u8> = (0..300_000_u32).map(|i| i as u8).collect();
    assert!(ask(&link, &question).await.unwrap() == question);
    assert!(ask(&link, b"").await.unwrap().is_empty());
    assert_eq!(link.stats(), Stats { bytes_up: 300_000, bytes_down: 300_000, connections: 2, cuts: 0 });
}

#[tokio::test]
async fn a_cut_by_count_resets_the_connection_and_the_next_one_passes() {
    let cuts = Cuts { up: vec![100_001], down: vec![50_001], every: None };
    let link = Link::open(echo().await, Line { cuts, ..Line::clear() }).unwrap();
    let question = vec![7; 150_000];
    assert!(ask(&link, &question).await.is_err());
    assert_eq!((link.stats().bytes_up, link.stats().bytes_down), (100_001, 0));
    link.shared.settled().await;
    assert!(ask(&link, &question).await.is_err());
    assert_eq!((link.stats().bytes_up, link.stats().bytes_down), (250_001, 50_001));
    link.shared.settled().await;
    assert_eq!(ask(&link, &question).await.unwrap().len(), 150_000);
    assert_eq!(link.stats().cuts, 2);
}

#[tokio::test]
async fn a_line_can_lead_to_another_server() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let link = Link::open(gone, Line::clear()).unwrap();
    assert!(ask(&link, b"anybody?").await.is_err());
    link.lead_to(echo().await);
    assert_eq!(ask(&link, b"anybody?").await.unwrap(), b"anybody?");
}

#[tokio::test]
async fn the_server_gets_every_byte_before_a_cut() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let cuts = Cuts { up: vec![12_345], ..Cuts::default() };
    let link = Link::open(listener.local_addr().unwrap(), Line { cuts, ..Line::clear() }).unwrap();
    let device = tokio::spawn({
        let addr = link.addr();
        async move { TcpStream::connect(addr).await?.write_all(&[7; 60_000]).await }
    });
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut arrived = Vec::new();
    let ended = stream.read_to_end(&mut arrived).await;
    assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(arrived.len(), 12_345);
    let _ = device.await.unwrap();
}

#[tokio::test]
async fn a_cut_on_demand_resets_what_is_open() {
    let link = Link::open(echo().await, Line::clear()).unwrap();
    let mut open = TcpStream::connect(link.addr()).await.unwrap();
    open.write_all(b"half a ques").await.unwrap();
    link.cut().await;
    let ended = open.read(&mut [0; 1]).await;
    assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(ask(&link, b"again").await.unwrap(), b"again");
}

#[tokio::test]
async fn a_line_that_stalls_moves_nothing_and_closes_nothing_until_it_is_told() {
    let stalls = Stalls { down: vec![4], ..Stalls::default() };
    let link = Link::open(echo().await, Line { stalls, ..Line::clear() }).unwrap();
    let mut open = TcpStream::connect(link.addr()).await.unwrap();
    open.write_all(b"half a question").await.unwrap();
    open.shutdown().await.unwrap();
    let mut answer = [0; 4];
    open.read_exact(&mut answer).await.unwrap();
    let later = ask(&link, b"another");
    let mut later = std::pin::pin!(later);
    let quarter = Duration::from_millis(250);
    assert!(tokio::time::timeout(quarter, &mut later).await.is_err(), "a new connection brings nothing either");
    assert_eq!(link.stats().bytes_down, 4);
    link.resume();
    let mut rest = Vec::new();
    open.read_to_end(&mut rest).await.unwrap();
    assert_eq!((&answer[..], rest.as_slice()), (&b"half"[..], &b" a question"[..]));
    assert_eq!(later.await.unwrap(), b"another");

    link.stall();
    let mut held = TcpStream::connect(link.addr()).await.unwrap();
    link.cut().await;
    assert!(held.read(&mut [0; 1]).await.is_err(), "a cut ends what is stalled");
    assert_eq!(ask(&link, b"again").await.unwrap(), b"again");
}

#[tokio::test]
async fn a_line_that_is_down_refuses_until_it_is_restored() {
    let link = Link::open(echo().await, Line::clear()).unwrap();
    link.take_down().await;
    let refused = TcpStream::connect(link.addr()).await;
    assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
    link.restore().await;
    assert_eq!(ask(&link, b"back").await.unwrap(), b"back");
}

#[tokio::test]
async fn after_its_time_a_line_comes_back_by_itself() {
    let link = Link::open(echo().await, Line { down_for: Duration::from_millis(300), ..Line::clear() }).unwrap();
    link.cut().await;
    assert!(!link.shared.is_open());
    link.shared.reopened().await;
    assert_eq!(ask(&link, b"back").await.unwrap(), b"back");
}

#[tokio::test]
async fn a_dropped_line_is_gone() {
    let link = Link::open(echo().await, Line::clear()).unwrap();
    let mut open = TcpStream::connect(link.addr()).await.unwrap();
    drop(link);
    assert_eq!(open.read(&mut [0; 1]).await.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
}

/// What a sender can hand over at once, through a line to a server that reads nothing.
async fn accepted_at_once(line: Line) -> usize {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let link = Link::open(listener.local_addr().unwrap(), line).unwrap();
    let device = TcpStream::connect(link.addr()).await.unwrap();
    device.writable().await.unwrap();
    let flood = vec![7; 1 << 20];
    let mut accepted = 0;
    while let Ok(len) = device.try_write(&flood) {
        accepted += len;
    }
    accepted
}

#[tokio::test]
async fn a_sender_feels_a_slow_line() {
    let slow = accepted_at_once(Line::village()).await;
    let fast = accepted_at_once(Line::clear()).await;
    println!("accepted at once: {slow} bytes by the village line, {fast} by the clear one");
    assert!(slow < 100_000 && slow < fast / 4, "{slow} bytes are not felt, beside {fast}");
}

#[tokio::test]
async fn of_two_lines_the_faster_one_is_done_first() {
    let server = echo().await;
    let line = |kbit: u64| Link::open(server, Line { bits_per_second: kbit * 1_000, ..Line::clear() }).unwrap();
    let (slow, fast) = (line(64), line(6_400));
    tokio::select! {
        answer = ask(&fast, &[7; 40_000]) => assert_eq!(answer.unwrap().len(), 40_000),
        _ = ask(&slow, &[7; 40_000]) => panic!("100 times slower, and done first"),
    }
    assert!(slow.stats().bytes_up < 40_000);
}
