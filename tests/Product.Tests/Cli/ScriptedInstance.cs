using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Millwright.Host.Cli;

namespace Millwright.Product.Tests.Cli;

/// <summary>A running instance that answers what it is told to, on a real socket.</summary>
internal sealed class ScriptedInstance : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ScriptedInstance(WebApplication application) => _application = application;

    /// <summary>Method, path and query, token and body of each request.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Status and answer by <c>METHOD path</c>.</summary>
    public Dictionary<string, (int Status, string Body)> Answers { get; } = [];

    public string Address => _application.Urls.First();

    /// <summary>Starts it and writes its file into a plant's folder.</summary>
    public static async Task<ScriptedInstance> StartAsync(string plant)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var instance = new ScriptedInstance(builder.Build());
        instance._application.Run(instance.AnswerAsync);
        await instance._application.StartAsync();
        var data = Directory.CreateDirectory(PlantFolder.DataOf(plant)).FullName;
        new InstanceFile(instance.Address, "secret-token", Environment.ProcessId).Write(data);
        return instance;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        Requests.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.Headers.Authorization} {context.Request.Headers.Accept} {body}".TrimEnd());
        var (status, answer) = Answers.GetValueOrDefault($"{context.Request.Method} {context.Request.Path}", (404, """{"detail":"no such thing","remedy":"ask for another"}"""));
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(answer);
    }
}
