/** Last stage: sockets, HTTP and the pages, on Jetty. */
package ai.colonycraft.realtime.push.transport;
