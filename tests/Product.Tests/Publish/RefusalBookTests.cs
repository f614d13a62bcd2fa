using Millwright.Fakes;
using Millwright.OpcUa.Types;
using Millwright.Publish.OpcUa;

namespace Millwright.Product.Tests.Publish;

public sealed class RefusalBookTests
{
    private readonly RefusalBook _book = new(new ManualClock());

    [Fact]
    public void A_client_that_tries_again_and_again_is_one_line_with_a_count()
    {
        Assert.True(_book.Add("10.0.0.7:50122", StatusCodes.BadCertificateUntrusted, "not trusted"));
        Assert.False(_book.Add("10.0.0.7:50123", StatusCodes.BadCertificateUntrusted, "not trusted"));
        Assert.True(_book.Add("10.0.0.8:1", StatusCodes.BadCertificateUntrusted, "not trusted"));
        Assert.Equal(["10.0.0.8 BadCertificateUntrusted 1", "10.0.0.7 BadCertificateUntrusted 2"], _book.Recent.Select(r => $"{r.Peer} {r.Status} {r.Count}"));
        Assert.Equal(3, _book.Count);
    }

    [Fact]
    public void Only_the_last_ones_are_kept_and_long_ones_are_cut()
    {
        for (var i = 0; i < 50; i++)
            _book.Add("10.0.0.7:1", StatusCodes.BadTimeout, $"{i} {new string('x', 10_000)}");
        Assert.Equal(RefusalBook.Kept, _book.Recent.Count);
        Assert.StartsWith("49 ", _book.Recent[0].What, StringComparison.Ordinal);
        Assert.All(_book.Recent, r => Assert.True(r.What.Length <= 500));
    }
}
