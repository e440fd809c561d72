using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace ShapeGen.Browser.Tests;

/// <summary>The sample by its command, <c>dotnet run --project samples/DigitsInBrowser</c>, as it was built with these tests.</summary>
internal sealed class SampleServer : IAsyncDisposable
{
    private readonly Process _process;

    private SampleServer(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where the page is.</summary>
    public Uri Address { get; }

    public static async Task<SampleServer> Start()
    {
        string configuration = typeof(SampleServer).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        // The profile has the port for users; here it may be taken.
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["run", "--project", "samples/DigitsInBrowser", "-c", configuration, "--no-build", "--no-launch-profile"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Repository(),
        };
        // Not what `dotnet test` set for its own build.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort()}";
        Process process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        const string Announcement = "App url: ";
        string line = await Output.Line(process, process.StandardOutput, line => line.StartsWith(Announcement, StringComparison.Ordinal));
        return new SampleServer(process, new Uri(line[Announcement.Length..].Trim()));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ShapeGen.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("ShapeGen.sln is not above the tests.");
    }
}
