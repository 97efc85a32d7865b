/// Limits and deadlines of a ``KubernetesClient``.
public struct ClientOptions: Sendable {
  /// Requests under way at the same time; more wait their turn. Watches do not count, they live long.
  public var maximumConcurrentRequests: Int
  /// Exec sessions under way at the same time; more wait their turn (and the wait does not count against their timeout).
  public var maximumConcurrentExecs: Int
  /// Requests begun per second in the long run; more wait their turn.
  public var requestsPerSecond: Double
  /// How many may begin at once after a pause.
  public var requestBurst: Int
  /// Exec sessions begun per second in the long run; more wait their turn. After a pause as many begin at once as may be
  /// under way. The server only hands them on to the nodes, each to another one.
  public var execsPerSecond: Double
  /// Deadline of one request, connection included.
  public var requestTimeout: Duration
  /// Deadline for the TCP connection, proxy and TLS handshake.
  public var connectTimeout: Duration
  /// How long a peer may leave what was sent unacknowledged before its connection counts as dead.
  public var silenceTimeout: Duration
  /// How often a request is sent again after 429 or 5xx with `Retry-After`, and a watch after a break without news.
  public var maximumRetries: Int
  /// The longest `Retry-After` that is waited for; a longer one is reported as the error that it came with.
  public var maximumRetryWait: Duration
  /// How long after its first failure a request is sent again when the failure may pass by itself: 5xx, a broken or
  /// refused connection, no answer in time. Zero for no repetition, not even of what could not be read.
  public var transientPatience: Duration
  /// How many bytes of one answer are taken; a larger one is an error. A page of large nodes has some 20 MB.
  public var maximumAnswer: Int
  /// Objects asked for per page of a list.
  public var pageSize: Int
  /// Seconds after which the server is asked to end a watch; it is resumed without a gap.
  public var watchTimeoutSeconds: Int
  /// The `User-Agent`.
  public var userAgent: String

  /// Makes options; the defaults suit a cluster of ordinary size.
  public init(
    maximumConcurrentRequests: Int = 32, maximumConcurrentExecs: Int = 128, requestsPerSecond: Double = 50,
    requestBurst: Int = 300, execsPerSecond: Double = 100, requestTimeout: Duration = .seconds(30),
    connectTimeout: Duration = .seconds(10), silenceTimeout: Duration = .seconds(15), maximumRetries: Int = 4,
    maximumRetryWait: Duration = .seconds(15), transientPatience: Duration = .seconds(10),
    maximumAnswer: Int = 256 << 20, pageSize: Int = 500, watchTimeoutSeconds: Int = 290, userAgent: String = "netproof"
  ) {
    self.maximumConcurrentRequests = maximumConcurrentRequests
    self.maximumConcurrentExecs = maximumConcurrentExecs
    self.requestsPerSecond = requestsPerSecond
    self.requestBurst = requestBurst
    self.execsPerSecond = execsPerSecond
    self.requestTimeout = requestTimeout
    self.connectTimeout = connectTimeout
    self.silenceTimeout = silenceTimeout
    self.maximumRetries = maximumRetries
    self.maximumRetryWait = maximumRetryWait
    self.transientPatience = transientPatience
    self.maximumAnswer = maximumAnswer
    self.pageSize = pageSize
    self.watchTimeoutSeconds = watchTimeoutSeconds
    self.userAgent = userAgent
  }
}
