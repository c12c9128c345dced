//! How well a password resists guessing, as advice.

use zxcvbn::Score;

/// An estimate of how many guesses a password takes, with advice for the person who chooses it.
///
/// It is advice: [`NewPasswordPolicy`](super::NewPasswordPolicy) refuses nothing because of it. The
/// estimate is zxcvbn's; its texts are fixed and English, and quote nothing of the password.
///
/// An estimate takes up to 10 ms: make one when a form is sent, not at each key. Needs the feature
/// `advice`.
///
/// ```
/// use countersign_password::Advice;
///
/// let advice = Advice::on("qwerty12345", &["ada"]);
/// assert!(advice.score < 2);
/// assert!(advice.warning.is_some() && !advice.suggestions.is_empty());
/// assert_eq!(Advice::on("seven green umbrellas", &["ada"]).score, 4);
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// From 0, guessed within a thousand guesses, to 4, not within ten thousand million.
    pub score: u8,
    /// What is weak about it.
    pub warning: Option<String>,
    /// What would make it better.
    pub suggestions: Vec<String>,
}

impl Advice {
    /// How many characters are looked at: longer passwords resist guessing anyway.
    ///
    /// ```
    /// use countersign_password::Advice;
    ///
    /// let long = "x".repeat(Advice::MAX_CHARACTERS);
    /// assert_eq!(Advice::on(&long, &[]), Advice::on(&format!("{long}x"), &[]));
    /// ```
    pub const MAX_CHARACTERS: usize = 100;

    /// Looks at the first [`MAX_CHARACTERS`](Self::MAX_CHARACTERS) characters of a password. `context` are
    /// the names that an attacker would try for this user.
    ///
    /// ```
    /// use countersign_password::Advice;
    ///
    /// let (with, without) = (Advice::on("lovelace1815", &["lovelace"]), Advice::on("lovelace1815", &[]));
    /// assert!(with.score <= without.score);
    /// ```
    #[must_use]
    pub fn on(password: &str, context: &[&str]) -> Self {
        let end = password.char_indices().nth(Self::MAX_CHARACTERS);
        let head = end.and_then(|(end, _)| password.get(..end));
        let estimate = zxcvbn::zxcvbn(head.unwrap_or(password), context);
        let feedback = estimate.feedback();
        Self {
            score: match estimate.score() {
                Score::Zero => 0,
                Score::One => 1,
                Score::Two => 2,
                Score::Three => 3,
                _ => 4,
            },
            warning: feedback
                .and_then(zxcvbn::feedback::Feedback::warning)
                .map(|warning| warning.to_string()),
            suggestions: feedback
                .map(|feedback| feedback.suggestions().iter().map(ToString::to_string))
                .into_iter()
                .flatten()
                .collect(),
        }
    }
}
