using Millwright.Fakes;
using Millwright.Publish.Stores;

namespace Millwright.Product.Tests.Publish.Stores;

public sealed class SinkIdentityTests
{
    [Fact]
    public void An_identity_stays_and_another_plant_has_another()
    {
        var files = new MemoryFileStore();
        var one = SinkIdentity.Of(files, "/data/publish/sink");
        Assert.Equal(one, SinkIdentity.Of(files, "/data/publish/sink"));
        Assert.NotEqual(one, SinkIdentity.Of(files, "/other/publish/sink"));
    }

    [Fact]
    public void A_damaged_one_is_said_and_not_made_anew()
    {
        var files = new MemoryFileStore();
        SinkIdentity.Of(files, "/data/publish/sink");
        files.Put("/data/publish/sink", "no identity"u8.ToArray());
        Assert.Contains("is damaged; remove it", Assert.Throws<IOException>(() => SinkIdentity.Of(files, "/data/publish/sink")).Message, StringComparison.Ordinal);
    }
}
