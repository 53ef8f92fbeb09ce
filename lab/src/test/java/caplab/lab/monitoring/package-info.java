/** What watches the services: alerts, dashboards and runbooks as files. */
package caplab.lab.monitoring;
