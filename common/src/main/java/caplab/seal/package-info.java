/** Hashes by keys: what only this service can have written, or can tell apart. */
package caplab.seal;
