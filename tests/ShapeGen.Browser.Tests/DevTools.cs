using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ShapeGen.Browser.Tests;

/// <summary>Commands to one page: https://chromedevtools.github.io/devtools-protocol.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _waiting = new();
    private readonly CancellationTokenSource _closed = new();
    private Task _receiving = Task.CompletedTask;
    private int _commands;

    private DevTools()
    {
    }

    /// <summary>Everything that the page has asked for, once "Network.enable" was sent.</summary>
    public ConcurrentBag<string> Requests { get; } = [];

    /// <summary>What the page has thrown, once "Runtime.enable" was sent.</summary>
    public ConcurrentBag<string> Exceptions { get; } = [];

    /// <summary>Errors that the console shows, once "Log.enable" was sent.</summary>
    public ConcurrentBag<string> Errors { get; } = [];

    public static async Task<DevTools> Connect(Uri address)
    {
        DevTools page = new();
        await page._socket.ConnectAsync(address, CancellationToken.None);
        page._receiving = page.Receive();
        return page;
    }

    /// <summary>Sends a command and waits for its result.</summary>
    public async Task<JsonNode> Send(string method, object? parameters = null)
    {
        int id = Interlocked.Increment(ref _commands);
        TaskCompletionSource<JsonNode> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = result;
        byte[] message = JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters ?? new { } });
        await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        JsonNode reply = await result.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return reply["result"] ?? throw new InvalidOperationException($"{method}: {reply["error"]}");
    }

    /// <summary>The value of an expression, or of what it promises.</summary>
    public async Task<T> Evaluate<T>(string expression)
    {
        JsonNode reply = await Send("Runtime.evaluate", new { expression, returnByValue = true, awaitPromise = true });
        return reply["exceptionDetails"] is { } exception
            ? throw new InvalidOperationException($"{expression}: {exception}")
            : reply["result"]!["value"].Deserialize<T>()!;
    }

    public async ValueTask DisposeAsync()
    {
        await Send("Page.close");
        await _closed.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _closed.Dispose();
    }

    private async Task Receive()
    {
        byte[] buffer = new byte[1 << 16];
        using MemoryStream message = new();
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(buffer.AsMemory(), _closed.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Take(JsonNode.Parse(message.GetBuffer().AsSpan(0, (int)message.Length))!);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The page was closed.
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id)
        {
            _waiting.TryRemove(id.GetValue<int>(), out TaskCompletionSource<JsonNode>? waiting);
            waiting?.SetResult(message);
            return;
        }

        // Of the events, only these are of interest here.
        switch (message["method"]!.GetValue<string>())
        {
            case "Network.requestWillBeSent":
                Requests.Add(message["params"]!["request"]!["url"]!.GetValue<string>());
                break;
            case "Log.entryAdded" when message["params"]!["entry"]!["level"]!.GetValue<string>() == "error":
                Errors.Add(message["params"]!["entry"]!.ToJsonString());
                break;
            case "Runtime.exceptionThrown":
                Exceptions.Add(message["params"]!["exceptionDetails"]!.ToJsonString());
                break;
        }
    }
}
