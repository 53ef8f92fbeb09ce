/**
 * Configuration as one table: name, unit, default, why. Everything wrong is told at once at start.
 */
package caplab.config;
