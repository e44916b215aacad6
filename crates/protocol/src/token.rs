//! OAuth 2 client credentials with a signed client assertion (RFC 6749, RFC 7523), the flow of a PDND voucher.

wire! {
    /// The form of `POST /token` (`application/x-www-form-urlencoded`).
    pub struct TokenRequest {
        /// The desk's id.
        pub client_id: String,
        /// The signed assertion (JWS compact): `iss` = `sub` = client id, `aud`, `jti`, `iat`, `exp`.
        pub client_assertion: String,
        /// Always `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
        pub client_assertion_type: String,
        /// Always `client_credentials`.
        pub grant_type: String,
    }

    /// A voucher, for the `Authorization: Bearer` header.
    pub struct TokenAnswer {
        /// The voucher: a JWS with `typ` = `at+jwt`.
        pub access_token: String,
        /// Always `Bearer`.
        pub token_type: String,
        /// Lifetime in seconds.
        pub expires_in: u32,
    }
}

/// The value of `client_assertion_type`.
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
