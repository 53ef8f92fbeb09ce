/** One run of an experiment: plays it on a stage, records, judges, and keeps a folder of it. */
package caplab.lab.trial;
