//! Makes a failing run short.

use crate::plan::Plan;

/// Takes out steps as long as the rest still fails: halves, quarters, and so on to single ones, until no step can go.
/// At most `tries` runs.
pub(crate) fn shrink(plan: &Plan, mut tries: u64, fails: impl Fn(&Plan) -> bool) -> Plan {
    let mut short = plan.clone();
    let mut size = short.steps.len().div_ceil(2);
    while size > 0 && tries > 0 {
        let before = short.steps.len();
        let mut at = 0;
        while at < short.steps.len() && tries > 0 {
            tries -= 1;
            let mut without = short.clone();
            without.steps.drain(at..(at + size).min(without.steps.len()));
            if fails(&without) {
                short = without;
            } else {
                at += size;
            }
        }
        size = if size > 1 { size / 2 } else { usize::from(short.steps.len() < before) };
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Step;

    #[test]
    fn only_what_is_needed_stays() {
        let plan = Plan::draw(3);
        let (first, last) = (plan.steps[2], plan.steps[plan.steps.len() - 3]);
        let needs =
            |steps: &[Step]| steps.iter().position(|step| *step == first).is_some_and(|at| steps[at..].contains(&last));
        let short = shrink(&plan, 1000, |plan| needs(&plan.steps));
        assert_eq!(short.steps, [first, last]);
    }
}
