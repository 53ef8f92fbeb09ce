/**
 * What people and commands speak of: nodes and zones by name, cuts, commands to whatever runs, and
 * how it stands.
 */
package caplab.lab.model;
