using System.Text;

namespace Millwright.OpcUa.Types;

/// <summary>Applies a range to values of every shape.</summary>
internal static class NumericRangeSlices
{
    public static StatusCode Read(NumericRange range, in Variant value, out Variant part)
    {
        part = default;
        if (value.Elements is { } elements)
            return ReadElements(range, value, elements, out part);
        if (range.Dimensions.Length != 1)
            return StatusCodes.BadIndexRangeInvalid;
        var (first, last) = range.Dimensions[0];
        switch (value.Type)
        {
            case BuiltInType.String when value.AsString() is { } text:
                if (!Cut(first, last, text.Length, out var length))
                    return StatusCodes.BadIndexRangeNoData;
                part = new Variant(text.Substring(first, length));
                return StatusCodes.Good;
            case BuiltInType.ByteString when value.AsByteString() is { } bytes:
                if (!Cut(first, last, bytes.Length, out length))
                    return StatusCodes.BadIndexRangeNoData;
                part = Variant.FromByteString(bytes.AsSpan(first, length).ToArray());
                return StatusCodes.Good;
            default:
                return StatusCodes.BadIndexRangeInvalid;
        }
    }

    public static StatusCode Write(NumericRange range, in Variant value, in Variant part, out Variant changed)
    {
        changed = default;
        if (value.Type != part.Type)
            return StatusCodes.BadTypeMismatch;
        if (value.Elements is { } elements)
            return WriteElements(range, value, elements, part, out changed);
        if (range.Dimensions.Length != 1)
            return StatusCodes.BadIndexRangeInvalid;
        if (part.IsArray)
            return StatusCodes.BadTypeMismatch;
        var (first, last) = range.Dimensions[0];
        switch (value.Type)
        {
            case BuiltInType.String when value.AsString() is { } text && part.AsString() is { } with:
                if (last >= text.Length)
                    return StatusCodes.BadIndexRangeNoData;
                if (with.Length != last - first + 1)
                    return StatusCodes.BadIndexRangeDataMismatch;
                changed = new Variant(new StringBuilder(text).Remove(first, with.Length).Insert(first, with).ToString());
                return StatusCodes.Good;
            case BuiltInType.ByteString when value.AsByteString() is { } bytes && part.AsByteString() is { } with:
                if (last >= bytes.Length)
                    return StatusCodes.BadIndexRangeNoData;
                if (with.Length != last - first + 1)
                    return StatusCodes.BadIndexRangeDataMismatch;
                var copy = (byte[])bytes.Clone();
                with.CopyTo(copy, first);
                changed = Variant.FromByteString(copy);
                return StatusCodes.Good;
            default:
                return StatusCodes.BadIndexRangeInvalid;
        }
    }

    private static bool Cut(int first, int last, int available, out int length)
    {
        length = Math.Min(last, available - 1) - first + 1;
        return first < available;
    }

    private static StatusCode ReadElements(NumericRange range, in Variant value, Array elements, out Variant part)
    {
        part = default;
        ReadOnlySpan<int> shape = value.Dimensions.IsEmpty ? [elements.Length] : value.Dimensions;
        var ranges = range.Dimensions;
        if (ranges.Length != shape.Length)
            return StatusCodes.BadIndexRangeInvalid;
        var lengths = new int[shape.Length];
        var total = 1;
        for (var i = 0; i < shape.Length; i++)
        {
            if (!Cut(ranges[i].First, ranges[i].Last, shape[i], out lengths[i]))
                return StatusCodes.BadIndexRangeNoData;
            total *= lengths[i];
        }
        var slice = Array.CreateInstance(elements.GetType().GetElementType()!, total);
        CopyRows(elements, slice, shape, ranges, lengths, toSlice: true);
        part = Variant.FromElements(value.Type, slice, lengths);
        return StatusCodes.Good;
    }

    private static StatusCode WriteElements(NumericRange range, in Variant value, Array elements, in Variant part, out Variant changed)
    {
        changed = default;
        ReadOnlySpan<int> shape = value.Dimensions.IsEmpty ? [elements.Length] : value.Dimensions;
        var ranges = range.Dimensions;
        if (ranges.Length != shape.Length)
            return StatusCodes.BadIndexRangeInvalid;
        if (part.Elements is not { } with)
            return StatusCodes.BadTypeMismatch;
        var lengths = new int[shape.Length];
        long total = 1;
        for (var i = 0; i < shape.Length; i++)
        {
            if (ranges[i].Last >= shape[i])
                return StatusCodes.BadIndexRangeNoData;
            lengths[i] = ranges[i].Last - ranges[i].First + 1;
            total *= lengths[i];
        }
        ReadOnlySpan<int> given = part.Dimensions.IsEmpty ? [with.Length] : part.Dimensions;
        if (with.Length != total || (given.Length > 1 && !given.SequenceEqual(lengths)))
            return StatusCodes.BadIndexRangeDataMismatch;
        var copy = (Array)elements.Clone();
        CopyRows(copy, with, shape, ranges, lengths, toSlice: false);
        changed = Variant.FromElements(value.Type, copy, value.Dimensions);
        return StatusCodes.Good;
    }

    private static void CopyRows(
        Array whole, Array slice, ReadOnlySpan<int> shape, ReadOnlySpan<(int First, int Last)> ranges, int[] lengths, bool toSlice)
    {
        var rank = shape.Length;
        var rowLength = lengths[rank - 1];
        var index = new int[rank];
        for (var at = 0; at < slice.Length; at += rowLength)
        {
            var offset = 0;
            for (var i = 0; i < rank; i++)
                offset = (offset * shape[i]) + ranges[i].First + index[i];
            if (toSlice)
                Array.Copy(whole, offset, slice, at, rowLength);
            else
                Array.Copy(slice, at, whole, offset, rowLength);
            for (var i = rank - 2; i >= 0 && ++index[i] == lengths[i]; i--)
                index[i] = 0;
        }
    }
}
