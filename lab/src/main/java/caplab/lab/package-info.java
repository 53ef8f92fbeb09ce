/** The one door for people: the commands behind {@code ./cap}. */
package caplab.lab;
