//! Tasks that run beside the requests.

use std::sync::Mutex;
use tokio::task::JoinSet;

/// Tasks that end with their owner.
#[derive(Debug, Default)]
pub(crate) struct Jobs(Mutex<JoinSet<()>>);

impl Jobs {
    /// Starts a task, which runs until the jobs are dropped.
    pub(crate) fn start(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        tasks.spawn(task);
    }
}
