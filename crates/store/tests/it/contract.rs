//! One suite for every implementation: what a won commit means, and what makes one lose.

mod client;
mod fixture;
mod founding;
mod grant;
mod key;
mod user;

/// Runs each rule against each implementation.
macro_rules! contract {
    ($($subject:ident: $($rule:ident),+;)+) => {
        mod memory {
            $($(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $rule() {
                super::$subject::$rule(super::fixture::Fixture::memory()).await;
            })+)+
        }

        mod sqlite {
            $($(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $rule() {
                super::$subject::$rule(super::fixture::Fixture::sqlite()).await;
            })+)+
        }
    };
}

contract! {
    founding:
        a_store_is_founded_once,
        a_failed_founding_leaves_nothing,
        a_store_whose_keys_are_gone_is_founded_all_the_same;
    user:
        names_and_identifiers_are_unique,
        a_name_is_kept_as_typed_and_found_however_it_is_typed,
        costs_near_an_identifier_are_the_next_users_round_the_end,
        costs_near_an_identifier_are_of_users_who_can_sign_in_with_them,
        costs_near_an_identifier_are_of_a_few_users,
        a_cost_follows_its_password,
        an_unreadable_password_hides_nobody_and_is_replaced_only_by_a_new_one,
        a_new_password_revokes_the_users_grants,
        a_hash_is_swapped_only_if_it_is_the_one_that_was_verified,
        a_disabled_user_has_no_live_grant_and_gets_no_new_one,
        a_sign_in_stands_while_user_epoch_and_client_are_as_they_were;
    client:
        a_removed_client_takes_its_grants_with_it;
    grant:
        what_was_added_is_read_back,
        what_was_not_added_is_not_there,
        a_sign_in_that_began_before_a_new_password_opens_no_grant,
        a_new_grant_clears_expired_ones_away,
        a_grant_needs_its_client_and_its_user,
        only_a_live_grant_is_extended,
        a_revoked_grant_is_not_extended,
        a_generation_is_rotated_once,
        a_generation_is_rotated_once_under_concurrency,
        an_expired_grant_is_not_rotated,
        a_revoked_grant_is_not_rotated,
        a_rotation_happens_at_the_time_of_its_commit_and_says_so,
        a_clock_that_is_set_back_does_not_change_how_long_ago_a_rotation_was,
        a_clock_that_is_far_ahead_for_a_moment_ends_no_grant,
        a_client_that_was_registered_anew_is_another_one,
        revocation_wins_against_rotation_for_good;
    key:
        keys_of_any_algorithm_are_read_back_in_the_order_in_which_they_sign,
        one_key_of_an_algorithm_begins_at_an_instant,
        a_key_is_revoked_once_and_then_deleted,
        a_root_secret_has_a_number_of_its_own,
        the_version_is_another_one_after_a_commit;
}
