//! The table: look-ups by the size of the work, the time to settle and Terraform's parallelism.

use std::sync::Arc;
use std::time::Duration;

use vpcconnect::simulator::World;

use super::cloud::{AliCloud, Cloud, HuaweiCloud, LATENCY, context, process, world};
use super::walk::walk;

/// What a step came to.
#[derive(Clone, Copy, Debug)]
struct Step {
    lists: usize,
    gets: usize,
    took: Duration,
}

impl Step {
    fn looks(self) -> usize {
        self.lists + self.gets
    }
}

/// An apply, a plan and a destroy of so many.
#[derive(Clone, Copy, Debug)]
struct Life {
    apply: Step,
    plan: Step,
    destroy: Step,
}

/// What was called since the last time, of which `write` exactly `writes` times.
fn take<C: Cloud>(world: &World, took: Duration, write: Option<&str>, writes: usize) -> Step {
    let calls = world.calls();
    world.clear_calls();
    let of = |api: &str| {
        let of = calls.iter().filter(|call| call.api.as_deref() == Some(api));
        of.count()
    };
    let [lists, gets] = C::READS.map(of);
    assert_eq!(write.map_or(0, of), writes);
    Step { lists, gets, took }
}

async fn life<C: Cloud>(order: &str, count: usize, settle: Duration, parallelism: usize) -> Life {
    let (world, clock) = world(settle, order);
    let clock = Arc::new(clock);
    let [made, deleted] = C::WRITES;

    let (shared, now) = (process::<C>(&world), Arc::clone(&clock));
    let create = move |number| {
        let (shared, now) = (Arc::clone(&shared), Arc::clone(&now));
        async move { C::create(&mut context(&shared, &now), number).await }
    };
    let (states, took) = walk((0..count).collect(), parallelism, create).await;
    let apply = take::<C>(&world, took, Some(made), count);
    assert_eq!(C::count(&world), count);

    let (shared, now) = (process::<C>(&world), Arc::clone(&clock));
    let read = move |state| {
        let (shared, now) = (Arc::clone(&shared), Arc::clone(&now));
        async move { C::read(&mut context(&shared, &now), state).await }
    };
    let (_, took) = walk(states.clone(), parallelism, read).await;
    let plan = take::<C>(&world, took, None, 0);

    let (shared, now) = (process::<C>(&world), Arc::clone(&clock));
    let delete = move |state| {
        let (shared, now) = (Arc::clone(&shared), Arc::clone(&now));
        async move { C::delete(&mut context(&shared, &now), state).await }
    };
    let (_, took) = walk(states, parallelism, delete).await;
    let destroy = take::<C>(&world, took, Some(deleted), count);
    assert_eq!(C::count(&world), 0);
    let life = Life {
        apply,
        plan,
        destroy,
    };
    println!(
        "{:13} {order:6} N {count:4} settle {:4} ms, parallelism {parallelism:2}: apply {}, plan {}, destroy {}",
        C::NAME,
        settle.as_millis(),
        shown(apply),
        shown(plan),
        shown(destroy)
    );
    life
}

fn shown(step: Step) -> String {
    let Step { lists, gets, took } = step;
    format!("{lists:4} lists {gets:4} gets {:7.2} s", took.as_secs_f64())
}

/// Where those stand in a list of several pages who are looked for together.
#[derive(Clone, Copy, Debug)]
enum Stand {
    /// On one page.
    Together,
    /// Anywhere, and where each does is known: one page tells of some, and the others have the next one.
    Apart,
    /// Anywhere, so that all pages are read.
    Unknown,
}

/// How many look-ups are allowed: one for so many tenths of those that are under way at once, and ten until the time
/// to settle is known. That is the count divided by eight or nine, where ten are under way. The rest is what pages add
/// where those who are looked for do not stand on one.
fn allowed<C: Cloud>(count: usize, parallelism: usize, tenths: usize, stand: Stand) -> usize {
    let together = (parallelism * tenths / 10).max(1);
    let rounds = count.div_ceil(together);
    let pages = count.div_ceil(C::PAGE);
    let all = (0..pages).map(|page| (count - page * C::PAGE).div_ceil(together));
    let all = all.sum::<usize>();
    // Beyond that each is read by itself.
    let looks = match stand {
        Stand::Together => rounds + 10,
        Stand::Apart => usize::midpoint(rounds, all) + 10,
        Stand::Unknown => all + 10 * pages,
    };
    looks.min(count + 10)
}

/// Plays a life with lists in an `order`, and holds it to what is allowed.
async fn check<C: Cloud>(order: &str, count: usize, settle: Duration, parallelism: usize) {
    let life = life::<C>(order, count, settle, parallelism).await;
    let told = format!("{} {count}, {settle:?}, {parallelism}: {life:?}", C::NAME);
    let pages = count.div_ceil(C::PAGE);
    // A process that runs on reads a list anew after five seconds.
    let plans = 1 + usize::try_from(life.plan.took.as_secs() / 5).unwrap();
    assert!(life.plan.looks() <= plans * pages + 1, "plan of {told}");
    // What is made stands together in time; what is deleted stands anywhere, and only ids have places that are known.
    // Of a list of two pages, one page from the right place on shows nearly all.
    let by_id = match (order, settle) {
        ("id", Duration::ZERO) if C::PAGE * 2 > count => Stand::Together,
        ("id", Duration::ZERO) => Stand::Apart,
        _ => Stand::Unknown,
    };
    let made = if order == "id" {
        by_id
    } else {
        Stand::Together
    };
    let apply = allowed::<C>(count, parallelism, 8, made);
    let destroy = allowed::<C>(count, parallelism, 9, by_id);
    assert!(
        life.apply.looks() <= apply,
        "{apply} for the apply of {told}"
    );
    assert!(
        life.destroy.looks() <= destroy,
        "{destroy} for the destroy of {told}"
    );
}

const SETTLE: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_millis(300),
    Duration::from_secs(3),
];

/// The simulated clouds, in a debug build, need most of the time that these tests take (all settings of all numbers
/// would take minutes): of the large numbers only those are played that cost the most look-ups.
#[tokio::test(start_paused = true)]
async fn a_hundred() {
    for settle in SETTLE {
        for parallelism in [1, 10, 50] {
            check::<HuaweiCloud>("id", 100, settle, parallelism).await;
            check::<AliCloud>("id", 100, settle, parallelism).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn three_hundred_and_fifty() {
    for settle in SETTLE {
        for order in ["id", "oldest", "newest"] {
            check::<AliCloud>(order, 350, settle, 10).await;
        }
    }
    check::<AliCloud>("oldest", 350, Duration::ZERO, 50).await;
    check::<HuaweiCloud>("id", 350, Duration::ZERO, 10).await;
}

#[tokio::test(start_paused = true)]
async fn a_thousand() {
    check::<AliCloud>("oldest", 1000, Duration::ZERO, 10).await;
    check::<HuaweiCloud>("id", 1000, Duration::ZERO, 10).await;
}

#[tokio::test(start_paused = true)]
#[ignore = "a minute in a debug build"]
async fn thousands() {
    check::<AliCloud>("newest", 1000, Duration::ZERO, 10).await;
    check::<AliCloud>("id", 1000, Duration::ZERO, 10).await;
    check::<HuaweiCloud>("id", 3000, Duration::ZERO, 10).await;
}

/// A cloud that settles by the time it answers costs no pause: a wave takes its call, its look and Terraform.
#[tokio::test(start_paused = true)]
async fn nothing_is_waited_for_that_is_done() {
    async fn waves<C: Cloud>() {
        let life = life::<C>("id", 100, Duration::ZERO, 10).await;
        let wave = 2 * LATENCY + Duration::from_millis(8);
        for step in [life.apply, life.destroy] {
            assert!(step.took <= 10 * wave, "{}: {life:?}", C::NAME);
        }
    }
    waves::<HuaweiCloud>().await;
    waves::<AliCloud>().await;
}
