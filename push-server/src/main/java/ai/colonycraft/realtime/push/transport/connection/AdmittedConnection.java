package ai.colonycraft.realtime.push.transport.connection;

import ai.colonycraft.realtime.push.hub.Visibility;

/** A connection of a client that is let in before the connection opens. */
public interface AdmittedConnection {

  /** Called once, before the connection opens, with what the client may see. */
  void admit(Visibility visibility);
}
