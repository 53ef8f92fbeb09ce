/** What the console's page and the report have in common: colours, and words explained. */
package caplab.lab.page;
