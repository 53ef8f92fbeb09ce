/** What was done, in a file of its own, as a chain in which no line is changed unnoticed. */
package caplab.audit;
