package daruma.model;

/**
 * What was asked of one instance of an app, where that differs from its siblings.
 *
 * @param running whether it should run, as long as the app should
 * @param present false: there is no such instance until the app is started as a whole
 * @param restartEpoch as of {@link DesiredApp}; the higher of the two counts
 */
public record SlotWish(boolean running, boolean present, long restartEpoch) {
    public SlotWish {
        if (restartEpoch < 0) {
            throw new Refused("an instance has an impossible epoch");
        }
    }
}
