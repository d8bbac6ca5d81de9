package dev.hookstream.topology.settings;

/**
 * Keys of what a workspace owns. Neither a workspace's nor an endpoint's id holds a control
 * character, so a NUL between them keeps one workspace's keys together and apart from all others.
 */
public final class SettingsKeys {
  /** Store of {@code Endpoint} by workspace and endpoint. */
  public static final String ENDPOINTS = "endpoints";

  /** Store of {@code Workspace} by workspace. */
  public static final String WORKSPACES = "workspaces";

  private SettingsKeys() {}

  /** The key of one endpoint. */
  public static String endpoint(String workspaceId, String endpointId) {
    return workspaceId + '\0' + endpointId;
  }

  /** The lowest key of a workspace. */
  public static String first(String workspaceId) {
    return workspaceId + '\0';
  }

  /** A key above all of a workspace's and below any other's. */
  public static String last(String workspaceId) {
    return workspaceId + '\1';
  }
}
