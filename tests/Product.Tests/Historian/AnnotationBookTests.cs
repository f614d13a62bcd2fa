using Millwright.Fakes;
using Millwright.Historian.Annotations;
using Millwright.Model;

namespace Millwright.Product.Tests.Historian;

public sealed class AnnotationBookTests
{
    private static readonly TagPath Press = TagPath.Parse("acme/berlin/press3");
    private static readonly TagPath Oil = TagPath.Parse("acme/berlin/press3/oil");

    [Fact]
    public void What_was_added_is_found_after_a_power_cut_by_range_and_by_place()
    {
        var files = new MemoryFileStore();
        var book = AnnotationBook.Open(files, "/history", new ManualClock());
        var batch = book.Add(Press, StorePlant.At(10), StorePlant.At(20), "batch", "order 4711", "mes");
        var note = book.Add(Oil, StorePlant.At(15), StorePlant.At(15), "note", "oil \"changed\"", "anna");
        var again = AnnotationBook.Open(files.AfterPowerCut(new Random(1)), "/history", new ManualClock());
        Assert.Equal([batch, note], again.Find(default, StorePlant.At(0), StorePlant.At(60)));
        Assert.Equal([batch, note], again.Find(Oil, StorePlant.At(0), StorePlant.At(60)));
        Assert.Equal([batch], again.Find(TagPath.Parse("acme/berlin/press3/speed"), StorePlant.At(0), StorePlant.At(60)));
        Assert.Equal([batch], again.Find(Press, StorePlant.At(16), StorePlant.At(60)));
        Assert.Empty(again.Find(Press, StorePlant.At(20), StorePlant.At(60)));
        Assert.True(again.Remove(batch.Id));
        Assert.False(again.Remove(batch.Id));
        Assert.Equal([note], again.Find(default, StorePlant.At(0), StorePlant.At(60)));
    }

    [Fact]
    public void What_cannot_be_written_is_not_added()
    {
        var files = new MemoryFileStore();
        var book = AnnotationBook.Open(files, "/history", new ManualClock());
        files.IsFull = true;
        Assert.Throws<IOException>(() => book.Add(Press, StorePlant.At(10), StorePlant.At(20), "batch", "", ""));
        Assert.Empty(book.Find(default, StorePlant.At(0), StorePlant.At(60)));
    }

    [Fact]
    public void Ranges_and_texts_are_checked_and_a_damaged_file_says_so()
    {
        var files = new MemoryFileStore();
        var book = AnnotationBook.Open(files, "/history", new ManualClock());
        Assert.Throws<ArgumentException>(() => book.Add(Press, StorePlant.At(20), StorePlant.At(10), "note", "", ""));
        Assert.Throws<ArgumentException>(() => book.Add(Press, StorePlant.At(0), StorePlant.At(10), "", "", ""));
        Assert.Throws<ArgumentException>(() => book.Add(Press, StorePlant.At(0), StorePlant.At(10), "note", new string('x', 5000), ""));
        files.Put("/history/annotations.json", "[{}]"u8.ToArray());
        Assert.Contains("restore it", Assert.Throws<IOException>(() => AnnotationBook.Open(files, "/history", new ManualClock())).Message, StringComparison.Ordinal);
    }
}
