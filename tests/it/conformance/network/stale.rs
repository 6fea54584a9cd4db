//! A way to the cloud that forgets connections.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Passes everything on, until it forgets the connections that are open. Nobody is told; whoever then
/// sends something is reset, and the cloud never hears of it.
pub(super) struct Forgetful {
    pub(super) address: SocketAddr,
    memory: Arc<Memory>,
}

#[derive(Default)]
struct Memory {
    /// How often it forgot.
    age: AtomicUsize,
    /// How many were reset because they were forgotten.
    forgotten: AtomicUsize,
}

impl Forgetful {
    pub(super) async fn to(cloud: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let memory = Arc::<Memory>::default();
        let known = Arc::clone(&memory);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(cloud).await.unwrap();
                tokio::spawn(pass(client, server, Arc::clone(&known)));
            }
        });
        Self { address, memory }
    }

    /// Forgets every connection that is open now.
    pub(super) fn forget(&self) {
        self.memory.age.fetch_add(1, Ordering::Relaxed);
    }

    /// How many requests met that.
    pub(super) fn forgotten(&self) -> usize {
        self.memory.forgotten.load(Ordering::Relaxed)
    }
}

async fn pass(mut client: TcpStream, mut server: TcpStream, memory: Arc<Memory>) {
    let born = memory.age.load(Ordering::Relaxed);
    let (mut asked, mut answered) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => match read {
                Ok(length @ 1..) if memory.age.load(Ordering::Relaxed) == born => {
                    if server.write_all(&asked[..length]).await.is_err() {
                        return;
                    }
                }
                Ok(1..) => {
                    memory.forgotten.fetch_add(1, Ordering::Relaxed);
                    client.set_zero_linger().unwrap();
                    return;
                }
                _ => return,
            },
            read = server.read(&mut answered) => match read {
                Ok(length @ 1..) => {
                    if client.write_all(&answered[..length]).await.is_err() {
                        return;
                    }
                }
                Ok(0) => return,
                Err(_) => {
                    client.set_zero_linger().unwrap();
                    return;
                }
            },
        }
    }
}
