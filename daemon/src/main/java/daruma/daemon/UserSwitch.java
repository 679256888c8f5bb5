package daruma.daemon;

import daruma.model.Refused;
import daruma.process.host.Account;
import daruma.process.host.Accounts;
import daruma.process.host.Self;
import daruma.process.launch.Credentials;
import java.util.List;
import java.util.Optional;

/** Whom programs run as. Only a daemon of root can run them as somebody else. */
final class UserSwitch {
    private final Accounts accounts = new Accounts();

    /**
     * The numbers for names.
     *
     * @return empty: as the daemon
     * @throws Refused if there is no such user or group
     */
    Optional<Credentials> credentials(Optional<String> user, Optional<String> group) {
        if (user.isEmpty() && group.isEmpty()) {
            return Optional.empty();
        }
        var gid = group.map(this::group);
        if (user.isEmpty()) {
            return Optional.of(new Credentials(Self.uid(), gid.orElseThrow(), List.of(gid.orElseThrow())));
        }
        var account = account(user.get());
        return Optional.of(new Credentials(account.uid(), gid.orElse(account.gid()), account.groups()));
    }

    /**
     * Whether this daemon can do that.
     *
     * @throws Refused as {@link #credentials}
     */
    boolean permitted(Optional<String> user, Optional<String> group) {
        var wanted = credentials(user, group);
        return wanted.isEmpty()
                || Self.uid() == 0
                || (wanted.get().uid() == Self.uid() && wanted.get().gid() == Self.gid());
    }

    private Account account(String user) {
        return accounts.user(user)
                .orElseThrow(
                        () -> new Refused("there is no user \"" + user + "\" on this machine. See: getent passwd"));
    }

    private int group(String group) {
        var gid = accounts.group(group);
        if (gid.isEmpty()) {
            throw new Refused("there is no group \"" + group + "\" on this machine. See: getent group");
        }
        return gid.getAsInt();
    }
}
