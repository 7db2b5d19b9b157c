package custom;

import io.kvorum.server.Main;

/** The server with other defaults; flags that are given win over them. */
public final class CustomServer {
    private CustomServer() {}

    public static void main(String[] arguments) {
        String[] defaults = {"--storage=tree", "--wal=memory"};
        String[] all = new String[defaults.length + arguments.length];
        System.arraycopy(defaults, 0, all, 0, defaults.length);
        System.arraycopy(arguments, 0, all, defaults.length, arguments.length);
        Main.main(all);
    }
}
