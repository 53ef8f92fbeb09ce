/**
 * HTTP manners of both services from one table of routes; the only package that imports Javalin.
 */
package caplab.http;
