/** Who may do what and how much of it: tokens and their roles, slowed guessing, rate limits. */
package caplab.access;
