/** What clients saw, line by line, in a format that others' checkers read too. */
package caplab.lab.history;
