using System.Globalization;
using Microsoft.Extensions.Primitives;
using Millwright.Host.Http.PromQl;
using Millwright.Model;

namespace Millwright.Host.Http.Prometheus;

/// <summary>A parameter is missing or cannot be read.</summary>
internal sealed class ParameterException(string problem) : Exception(problem);

/// <summary>The parameters of a question, from the address and, of a POST, from its form.</summary>
internal sealed class QueryParameters
{
    private readonly IQueryCollection _query;
    private readonly IFormCollection? _form;

    private QueryParameters(IQueryCollection query, IFormCollection? form) => (_query, _form) = (query, form);

    public static async ValueTask<QueryParameters> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        const int maxBodyBytes = 64 << 10;
        if (!HttpMethods.IsPost(request.Method))
            return new(request.Query, null);
        if (!request.HasFormContentType)
            throw new ParameterException("the body of a POST is application/x-www-form-urlencoded");
        if (request.ContentLength > maxBodyBytes)
            throw new ParameterException($"the form has more than {maxBodyBytes} bytes");
        try
        {
            return new(request.Query, await request.ReadFormAsync(cancellation));
        }
        catch (InvalidDataException e)
        {
            throw new ParameterException($"the form cannot be read: {e.Message}");
        }
    }

    /// <summary>A parameter, null when it is not given.</summary>
    public string? Find(string name) => All(name) is { Count: > 0 } found && found[^1] is { Length: > 0 } value ? value : null;

    public string Get(string name) => Find(name) ?? throw new ParameterException($"the parameter '{name}' is missing");

    public StringValues All(string name) => _form is not null && _form.TryGetValue(name, out var values) ? values : _query[name];

    /// <summary>A time in RFC 3339 or in seconds since 1970.</summary>
    public Timestamp Time(string name, Timestamp? otherwise = null)
    {
        if (Find(name) is not { } text)
            return otherwise ?? throw new ParameterException($"the parameter '{name}' is missing");
        const double latest = 253_402_300_799;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= latest)
            return Timestamp.FromUnixMilliseconds(Math.Round(seconds * 1_000));
        return text.Contains('T', StringComparison.Ordinal) && Timestamp.TryParse(text, out var time)
            ? time
            : throw new ParameterException($"the parameter '{name}' is '{text}'; write RFC 3339 or seconds since 1970");
    }

    /// <summary>A duration such as 5m, or seconds; above zero.</summary>
    public TimeSpan? Duration(string name)
    {
        if (Find(name) is not { } text)
            return null;
        const double longest = 100 * 365 * 86_400.0;
        return (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var seconds) || PromDuration.TryParse(text, out seconds))
            && seconds is >= 0.001 and <= longest
            ? TimeSpan.FromMilliseconds(Math.Round(seconds * 1_000))
            : throw new ParameterException($"the parameter '{name}' is '{text}'; write a duration such as 15s, or seconds, above zero");
    }

    /// <summary>How many are answered at most; all without.</summary>
    public int Limit() => Find("limit") is not { } text ? int.MaxValue
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? (limit == 0 ? int.MaxValue : limit)
        : throw new ParameterException($"the parameter 'limit' is '{text}'; write a number");

    /// <summary>The selectors of <c>match[]</c>.</summary>
    /// <exception cref="PromQlException">One of them is none.</exception>
    public IReadOnlyList<Selector> Selectors() => [.. All("match[]").Select(m => PromQlParser.ParseSelector(m ?? ""))];
}
