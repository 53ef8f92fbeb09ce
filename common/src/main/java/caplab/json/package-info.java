/** JSON as it is written many times a second. */
package caplab.json;
