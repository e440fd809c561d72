using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ShapeGen.Browser.Tests;

/// <summary>The system's Chromium without a window, over its DevTools protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private readonly Process _process;
    private readonly string _profile;
    private readonly Uri _address;
    private readonly HttpClient _client = new();

    private Chromium(Process process, string profile, Uri address)
    {
        _process = process;
        _profile = profile;
        _address = address;
    }

    /// <summary>Where it is, or null.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Starts one with a new profile, so that it shares nothing with the user's.</summary>
    public static async Task<Chromium> Start()
    {
        string profile = Directory.CreateTempSubdirectory("shapegen-chromium-").FullName;
        // Port 0: it takes a free one, and writes it on standard error. Root (CI) may not have a sandbox; the page is ours.
        ProcessStartInfo start = new(Program!, ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--remote-debugging-port=0", $"--user-data-dir={profile}", "--window-size=1000,1100", "about:blank"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        string line = await Output.Line(process, process.StandardError, line => line.StartsWith("DevTools listening on ", StringComparison.Ordinal));
        Uri socket = new(line[(line.LastIndexOf(' ') + 1)..]);
        return new Chromium(process, profile, new Uri($"http://{socket.Authority}/"));
    }

    /// <summary>Opens an empty page.</summary>
    public async Task<DevTools> OpenPage()
    {
        using HttpRequestMessage request = new(HttpMethod.Put, new Uri(_address, "json/new?about:blank"));
        using HttpResponseMessage reply = await _client.SendAsync(request);
        JsonNode page = (await reply.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!;
        return await DevTools.Connect(new Uri(page["webSocketDebuggerUrl"]!.GetValue<string>()));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // A helper process of it is just ending; the folder is the system's temporary one.
        }
    }
}
